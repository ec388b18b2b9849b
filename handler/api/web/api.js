// The calls to the service.
import { failureOf, unreachable } from "./failure.js";
import { mustBeReadable } from "./file.js";

// Kept in this tab's memory, nowhere else.
export const caller = { key: "", useCache: true };

export async function call(path, options = {}) {
  const headers = { ...options.headers };
  if (caller.key) headers["X-API-Key"] = caller.key;
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch (error) {
    throw error.name === "AbortError" ? error : unreachable();
  }
  if (!answer.ok) throw await failureOf(answer);
  return answer;
}

function send(path, file, signal) {
  const headers = { "Content-Type": "application/octet-stream", Prefer: "return=representation" };
  if (!caller.useCache) headers["Cache-Control"] = "no-store";
  return call(path, { method: "POST", headers, body: file, signal });
}

export async function analyze(file, signal) {
  return scanOf(await send("analyze", file, signal));
}

// The redacted picture, or null where there was nothing to paint over.
export async function redact(file, signal) {
  await mustBeReadable(file);
  const answer = await send("redact", file, signal);
  return answer.status === 204 ? null : answer.blob();
}

// No content is an answer too: nothing was found.
export async function scanOf(answer) {
  return answer.status === 204 ? { content: "", findings: [], pages: [] } : answer.json();
}
