// A redacted copy made by the browser, of an image that is too large to be sent for one. It is drawn anew, with black
// boxes padded as the service pads its own, so that nothing else of the file is in it.
import { Failure } from "./failure.js";

// As in handler/imaging/painting.py.
const PAD = 0.25;
const LEAST_PAD = 3;
// What every browser can write; what came as anything else becomes a PNG.
const KINDS = new Set(["image/png", "image/jpeg", "image/webp"]);
const QUALITY = 0.92;

export async function canPaint(item) {
  return (await drawable(item)) !== null;
}

export async function paintOver(item) {
  const image = await drawable(item);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: image.naturalWidth, height: image.naturalHeight });
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  pen.fillStyle = "#000";
  for (const box of item.scan.findings.flatMap(({ boxes }) => boxes)) pen.fillRect(...padded(box));
  const kind = KINDS.has(item.file.type) ? item.file.type : "image/png";
  const picture = await new Promise((resolve) => canvas.toBlob(resolve, kind, QUALITY));
  if (!picture) throw new Failure("other", "The image has more pixels than this browser can paint. Cut out the part that matters, and add that.");
  return picture;
}

// The image, or null: all of it must have been read, and this browser must show it as it was read.
async function drawable({ address, scan }) {
  const [page, ...others] = scan.pages;
  if (!page?.complete || others.length) return null;
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
  } catch {
    return null;
  }
  return image.naturalWidth === page.width && image.naturalHeight === page.height ? image : null;
}

function padded({ x, y, width, height }) {
  const pad = Math.max(LEAST_PAD, Math.round(Math.min(width, height) * PAD));
  return [x - pad, y - pad, width + 2 * pad + 1, height + 2 * pad + 1];
}
