// An image too large for one request: a presigned upload to the service's bucket, then asking until it has been read.
import { call, scanOf } from "./api.js";
import { Failure, secondsToWait } from "./failure.js";
import { patiently, pause } from "./patience.js";

const PAUSE = 2;
// An upload whose answer a browser may not see has probably come; a result shows it within this many questions.
const MOST_QUESTIONS = 60;

export async function scanLarge(file, signal, say) {
  const type = /^image\/[a-z0-9.+-]{1,40}$/.test(file.type) ? file.type : "image/png";
  const ticket = await patiently(() => begin(type, signal), signal, say);
  const most = mostBytes(ticket.upload.fields.policy);
  if (file.size > most) throw new Failure("other", `The image has ${file.size} bytes; this service takes ${most} at most. Send a smaller part of it, or save it as JPEG.`);
  say("Large image: uploading …");
  const certain = await upload(ticket.upload, file, signal);
  say("Uploaded; waiting until it has been read …");
  for (let asked = 0; certain || asked < MOST_QUESTIONS; asked += 1) {
    const answer = await patiently(() => call(`scans/${ticket.id}`, { signal }), signal, say);
    if (answer.status !== 202) return scanOf(answer);
    await pause(secondsToWait(answer) ?? PAUSE, signal);
  }
  throw new Failure("other", "The image did not reach the service's storage. Try again; if that does not help, its storage does not take uploads from this page.");
}

async function begin(type, signal) {
  try {
    return await (await call(`scans?content_type=${encodeURIComponent(type)}`, { method: "POST", signal })).json();
  } catch (failure) {
    if (failure.kind !== "busy" || failure.retryAfter !== null) throw failure;
    throw new Failure("other", "The image has more bytes than one request may carry, and this service has no storage for larger ones at the moment. Cut out the part that matters or save it as JPEG, then add that; or ask who runs the service to set up the storage.");
  }
}

// The limit stands in the policy that the upload is signed with.
function mostBytes(policy) {
  const range = JSON.parse(atob(policy)).conditions.find((condition) => condition[0] === "content-length-range");
  return range ? range[2] : Infinity;
}

// Whether the bucket said that it has the image; where it lets no page see its answer, nobody knows.
async function upload({ url, fields }, file, signal) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file, "image");
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body: form, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return false;
  }
  if (!answer.ok) throw new Failure("other", `The storage of this service refused the upload (${answer.status}). Try again; if that does not help, tell who runs the service.`);
  return true;
}
