// The findings as rows. Values are masked until asked for, one by one or all together.
import { element } from "./elements.js";
import { masked } from "./masking.js";

export function row(finding, index, copy) {
  const value = element("span", { class: "value" });
  const more = element("span", { class: "more" });
  const number = ` value ${index + 1}, ${finding.type}`;
  const show = element("button", { type: "button", class: "small", click: () => reveal(value.dataset.shown !== "yes") });
  const take = element("button", { type: "button", class: "small", click: () => copy("The value was", finding.value) }, "Copy", hidden(number));
  function reveal(on) {
    value.dataset.shown = on ? "yes" : "no";
    value.textContent = on ? finding.value : masked(finding.value);
    more.textContent = on ? facts(finding) : "";
    show.replaceChildren(on ? "Hide" : "Show", hidden(number));
  }
  reveal(false);
  const made = element(
    "tr",
    { class: `t-${finding.type}`, "data-index": index },
    element("th", { scope: "row" }, ...breakable(finding.type), element("span", { class: "more" }, sureness(finding))),
    element("td", {}, element("div", { class: "held" }, element("div", {}, value, more), element("div", { class: "acts" }, show, take))),
  );
  return { made, reveal };
}

function hidden(text) {
  return element("span", { class: "unseen" }, text);
}

function breakable(type) {
  return type.split("_").flatMap((part, i) => (i ? ["_", element("wbr"), part] : [part]));
}

function sureness({ confidence, checks, page }) {
  const where = page > 1 ? [`page ${page}`] : [];
  return [`${Math.round(confidence * 100)} % sure`, ...where, ...checks.map((c) => c.replaceAll("_", " "))].join(", ");
}

function facts({ value, normalized, details }) {
  const same = normalized === null || normalized === value ? [] : [`→ ${normalized}`];
  const told = Object.entries(details ?? {}).filter(([, fact]) => fact !== null && fact !== "");
  return [...same, ...told.map(([name, fact]) => `${name.replaceAll("_", " ")}: ${[fact].flat().join(", ")}`)].join(" · ");
}
