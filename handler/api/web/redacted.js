// The redacted copy of an image: made by the service or, where it is too large for that, here; downloaded or copied.
import { redact } from "./api.js";
import { save } from "./export.js";
import { canPaint, paintOver } from "./painting.js";
import { patiently } from "./patience.js";

export async function takeRedacted(item, say) {
  say("Painting over the findings …");
  try {
    const picture = await redactedCopy(item, say);
    if (!picture) return say("There was nothing to paint over.");
    save(`${stem(item)}-redacted.${picture.type.split("/")[1]}`, picture);
    say("The redacted copy was downloaded.");
  } catch (failure) {
    if (!item.stop.signal.aborted) say(failure.message);
  }
}

export async function copyRedacted(item, say) {
  say("Painting over the findings …");
  // The promise is handed over, not awaited: a browser allows copying only right after the click.
  const picture = redactedCopy(item, say);
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    say("The redacted picture was copied.");
  } catch {
    say(await picture.then(() => "The browser did not allow copying.", (failure) => failure.message));
  }
}

async function redactedCopy(item, say) {
  if (item.large) return paintOver(item);
  const { signal } = item.stop;
  try {
    return await patiently(() => redact(item.file, signal), signal, say);
  } catch (failure) {
    // The copy can be larger than its image, and too large for an answer.
    if (failure.kind !== "large" || !(await canPaint(item))) throw failure;
    return paintOver(item);
  }
}

function stem({ name }) {
  return name.replaceAll(" ", "-").replace(/\.[^.]*$/, "");
}
