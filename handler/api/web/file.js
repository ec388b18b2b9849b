// The file behind an image, which may be gone, changed or a folder by the time it is sent.
import { Failure } from "./failure.js";

// A call with a file that cannot be read fails as one without a connection does, so it is tried before.
export async function mustBeReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new Failure("bad", "This cannot be read: it is a folder, or a file that was changed, moved or deleted after it was added. Add the image itself, again.");
  }
}
