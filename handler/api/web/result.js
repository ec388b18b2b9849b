// What was found in one image: the picture, the table, the text, and what to take away.
import { $ } from "./elements.js";
import { saveCsv, saveJson } from "./export.js";
import { oneStop, picture } from "./picture.js";
import { row } from "./table.js";

export function verdict(scan) {
  const found = scan.findings.length;
  const unread = scan.pages.some((page) => !page.complete) ? " Not everything could be read in time." : "";
  if (found) return `${found} finding${found > 1 ? "s" : ""}.${unread}`;
  return (scan.content.trim() ? "Text was read; nothing sensitive was found in it." : "Nothing was found: no text, or nothing sensitive in it.") + unread;
}

export function result(item, copy) {
  const { scan, name } = item;
  const found = scan.findings;
  const view = $("#found").content.cloneNode(true).firstElementChild;
  const rows = found.map((finding, index) => row(finding, index, copy));
  const shown = picture(item.address, name, scan, (index) => $(`tr[data-index="${index}"] button`, view).focus());
  $(".views", view).prepend(shown);
  $("tbody", view).append(...rows.map((r) => r.made));
  $("pre", view).textContent = scan.content;
  $("details", view).hidden = !scan.content.trim();
  for (const part of view.querySelectorAll(".tools, .table")) part.hidden = !found.length;
  $(".reveal", view).addEventListener("change", (event) => rows.forEach((r) => r.reveal(event.target.checked)));
  fillFilter($(".filter", view), found, (type) => narrow(view, shown, found, type));
  light(view);
  const stem = name.replace(/\.[^.]*$/, "");
  const acts = { json: () => saveJson(stem, scan), csv: () => saveCsv(stem, found), copytext: () => copy("The text was", scan.content) };
  for (const [which, act] of Object.entries(acts)) $(`.${which}`, view).addEventListener("click", act);
  return view;
}

function fillFilter(filter, found, narrowTo) {
  const counts = new Map();
  for (const { type } of found) counts.set(type, (counts.get(type) ?? 0) + 1);
  filter.append(new Option(`all (${found.length})`, ""), ...[...counts].sort().map(([type, n]) => new Option(`${type} (${n})`, type)));
  filter.addEventListener("change", () => narrowTo(filter.value));
}

function narrow(view, shown, found, type) {
  for (const part of view.querySelectorAll("[data-index]")) part.style.display = type && found[part.dataset.index].type !== type ? "none" : "";
  const layer = $("svg", shown);
  if (layer) oneStop(layer);
}

// Whatever is under the pointer or has the focus lights its counterpart too.
function light(view) {
  const turn = (on) => (event) => {
    const index = event.target.closest("[data-index]")?.dataset.index;
    if (index === undefined) return;
    for (const part of view.querySelectorAll(`[data-index="${index}"]`)) part.classList.toggle("lit", on);
  };
  for (const on of ["mouseover", "focusin"]) view.addEventListener(on, turn(true));
  for (const off of ["mouseout", "focusout"]) view.addEventListener(off, turn(false));
}

