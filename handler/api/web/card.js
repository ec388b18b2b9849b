// The chosen image: its state in words, what can be done with it, and what was found in it.
import { $ } from "./elements.js";
import { copyRedacted, takeRedacted } from "./redacted.js";
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
    const paintable = !item.large || item.paintable;
    $(".toolarge", view).hidden = !found || paintable;
    $(".again", view).hidden = item.state !== "failed" || item.kind === "bad";
    $(".redacted", view).hidden = !paintable || !(found || (item.pasted && (item.state === "waiting" || item.state === "reading")));
    $(".redactedcopy", view).hidden = !found || !paintable || item.file.type !== "image/png" || !canCopyPictures();
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
