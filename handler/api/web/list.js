// The images as a row of buttons: a small picture, the name and the state; one of them is chosen.
import { $, element } from "./elements.js";

export function entry(item, choose) {
  const button = element(
    "button",
    { type: "button", class: "entry", click: () => choose(item) },
    // What this browser cannot show is an empty tile.
    element("span", { class: "tile" }, element("img", { src: item.address, alt: "", error: (event) => event.target.remove() })),
    element("span", {}, element("span", { class: "name" }, item.name), element("span", { class: "state" })),
  );
  item.entry = element("li", {}, button);
  return item.entry;
}

export function refresh(item, chosen) {
  const button = item.entry.firstElementChild;
  button.dataset.state = item.state;
  $(".state", button).textContent = item.state === "done" ? brief(item.scan) : item.state;
  if (chosen) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

function brief(scan) {
  return scan.findings.length ? `done, ${scan.findings.length} found` : "done, nothing found";
}
