// What can go wrong with a call, in words that say what to do. `kind` tells the page whether it can help by itself.
export class Failure extends Error {
  constructor(kind, words, retryAfter = null) {
    super(words);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }
}

export function unreachable() {
  return new Failure("offline", "The service does not answer. Check that you are online and that it is running, then try again.");
}

export async function failureOf(answer) {
  const problem = await answer.json().catch(() => ({}));
  const kind = KINDS[answer.status] ?? "other";
  if (kind === "key") return new Failure(kind, "This service asks for an API key. Enter it under “API key”; the image is then sent again.");
  const wait = secondsToWait(answer);
  const words = problem.detail ?? WORDS[answer.status] ?? `The service answered ${answer.status}. Try again later.`;
  return new Failure(kind, wait ? `${words} (It asks to wait ${wait} seconds.)` : words, wait);
}

// Retry-After (RFC 9110) in seconds, or null: it may be a number or a date.
export function secondsToWait(answer) {
  const given = answer.headers.get("Retry-After");
  if (given === null) return null;
  const seconds = /^\d+$/.test(given) ? Number(given) : Math.ceil((Date.parse(given) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

const KINDS = { 400: "bad", 401: "key", 403: "key", 413: "large", 429: "busy", 503: "busy", 504: "slow" };
const WORDS = {
  413: "The image has more bytes than one request may carry.",
  429: "Too many requests at the moment. Wait a little, then try again.",
  502: "The service failed behind its gateway. Try again later.",
  503: "The service is busy or not ready. Wait a little, then try again.",
  504: "The image could not be read in time. Try a smaller part of it.",
};
