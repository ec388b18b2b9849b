// The page of the service: takes images, has them read, and shows the one that is chosen.
import { caller } from "./api.js";
import { card } from "./card.js";
import { $ } from "./elements.js";
import { entry, refresh } from "./list.js";
import { Queue } from "./queue.js";
import { takeRedacted } from "./redacted.js";

const queue = new Queue(changed);
let chosen = null;
let shown = null;

function say(words) {
  $("#status").textContent = words;
}

function add(files, pasted = false) {
  const added = queue.add(files, pasted);
  if (added.length) choose(added[0]);
}

function changed(item) {
  if (!item.entry) $("#images").append(entry(item, choose));
  refresh(item, item === chosen);
  if (item === chosen) shown.update();
  const ended = queue.items.filter(({ state }) => state === "done" || state === "failed").length;
  const progress = queue.items.length > 1 ? ` ${ended} of ${queue.items.length} images are through.` : "";
  say(`${item.name}: ${item.words}${progress}`);
  if (item.kind === "key") $("#keybox").open = true;
  if (item.wished && item.state === "done" && (!item.large || item.paintable)) {
    item.wished = false;
    takeRedacted(item, say);
  }
}

function choose(item) {
  chosen = item;
  shown = card(item, { say, again: (one) => queue.again(one), remove });
  $("#chosen").replaceChildren(shown.view);
  for (const other of queue.items) refresh(other, other === item);
}

function remove(item) {
  queue.remove(item);
  item.entry.remove();
  const next = queue.items.at(-1);
  if (next) choose(next);
  else $("#chosen").replaceChildren();
  (next ? next.entry.firstElementChild : $("#files")).focus();
  say(`${item.name} was removed.`);
}

$("#files").addEventListener("change", (event) => {
  add(event.target.files);
  event.target.value = "";
});
$("#keyform").addEventListener("submit", (event) => {
  event.preventDefault();
  caller.key = $("#key").value.trim();
  say(caller.key ? "The key is used from now on." : "No key is used from now on.");
  for (const item of queue.items.filter(({ kind, state }) => kind === "key" && state === "failed")) queue.again(item);
});
$("#nocache").addEventListener("change", (event) => {
  caller.useCache = !event.target.checked;
});
const drop = $("#drop");
addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("over");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const { files } = event.dataTransfer;
  if (files.length) add(files);
  else say("What was dropped is no file. Save the image, then drop it or choose it here.");
});
addEventListener("paste", (event) => {
  const { files } = event.clipboardData;
  if (files.length) add(files, true);
  else if (event.target !== $("#key")) say("There is no image in the clipboard. Copy a picture or take a screenshot, then paste again.");
});
