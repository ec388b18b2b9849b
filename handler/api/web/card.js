// The chosen image: its state in words, what can be done with it, and what was found in it.
import { redact } from "./api.js";
import { $ } from "./elements.js";
import { save } from "./export.js";
import { result } from "./result.js";

const canCopyPictures = () => Boolean(globalThis.ClipboardItem && navigator.clipboard?.write);

export function card(item, { say, again, remove }) {
  const view = $("#card").content.cloneNode(true).firstElementChild;
  const copy = (what, text) => navigator.clipboard.writeText(text).then(() => say(`${what} copied.`), () => say("The browser did not allow copying."));
  $("h2", view).textContent = item.name;
  const acts = {
    again: () => {
      $("h2", view).focus();
      again(item);
    },
    remove: () => remove(item),
    redacted: () => (item.state === "done" ? takeRedacted(item, say) : wish(item, say)),
    redactedcopy: () => copyRedacted(item, say),
  };
  for (const [which, act] of Object.entries(acts)) $(`.${which}`, view).addEventListener("click", act);
  let drawn = null;
  function update() {
    const found = item.state === "done" && item.scan.findings.length > 0;
    const verdict = $(".verdict", view);
    verdict.textContent = item.words;
    verdict.classList.toggle("bad", item.state === "failed");
    $(".toolarge", view).hidden = !(found && item.large);
    $(".again", view).hidden = item.state !== "failed" || item.kind === "bad";
    $(".redacted", view).hidden = item.large || !(found || (item.pasted && (item.state === "waiting" || item.state === "reading")));
    $(".redactedcopy", view).hidden = !found || item.large || item.file.type !== "image/png" || !canCopyPictures();
    if (drawn === item.scan || item.state !== "done") return;
    drawn = item.scan;
    $(".result", view).replaceChildren(result(item, copy));
  }
  update();
  return { view, update };
}

// Asked for before the image was read: it comes as soon as it can.
function wish(item, say) {
  item.wished = true;
  say("The redacted copy will be downloaded as soon as the image has been read.");
}

export async function takeRedacted(item, say) {
  say("Painting over the findings …");
  try {
    const picture = await redact(item.file, item.stop.signal);
    if (!picture) return say("There was nothing to paint over.");
    save(`${stem(item)}-redacted.${picture.type.split("/")[1]}`, picture);
    say("The redacted copy was downloaded.");
  } catch (failure) {
    say(failure.message);
  }
}

async function copyRedacted(item, say) {
  say("Painting over the findings …");
  // The promise is handed over, not awaited: a browser allows copying only right after the click.
  const picture = redact(item.file, item.stop.signal);
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    say("The redacted picture was copied.");
  } catch {
    say(await picture.then(() => "The browser did not allow copying.", (failure) => failure.message));
  }
}

function stem({ name }) {
  return name.replaceAll(" ", "-").replace(/\.[^.]*$/, "");
}
