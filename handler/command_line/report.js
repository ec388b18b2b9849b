"use strict";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

for (const button of all("button[data-value]")) {
  const mask = button.textContent;
  button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-pressed") === "true";
    button.textContent = shown ? mask : button.dataset.value;
    button.setAttribute("aria-pressed", String(!shown));
  });
}

for (const article of all("article[data-image]")) {
  for (const part of all("[data-finding]", article)) {
    const light = (on) => all(`[data-finding="${part.dataset.finding}"]`, article).forEach((same) => same.classList.toggle("lit", on));
    for (const event of ["mouseenter", "focusin"]) part.addEventListener(event, () => light(true));
    for (const event of ["mouseleave", "focusout"]) part.addEventListener(event, () => light(false));
  }
}

const boxes = all("input[data-type]");
function filter() {
  const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.type));
  for (const part of all("[data-finding]")) part.toggleAttribute("hidden", !wanted.has(part.dataset.type));
  for (const article of all("article[data-image]")) article.hidden = !article.querySelector("tr[data-finding]:not([hidden])");
}
for (const box of boxes) box.addEventListener("change", filter);
