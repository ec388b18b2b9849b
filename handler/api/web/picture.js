// The image with its findings drawn over it. One stop for the Tab key; arrow keys go from finding to finding.
import { drawn, element } from "./elements.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function picture(address, name, scan, pick) {
  const page = scan.pages[0] ?? { width: 1, height: 1 };
  const image = element("img", { alt: `${name}, with its findings marked`, src: address });
  const marks = scan.findings.flatMap((finding, index) => (finding.page === 1 ? [mark(finding, index, pick)] : []));
  const layer = drawn("svg", { viewBox: `0 0 ${page.width} ${page.height}`, preserveAspectRatio: "none", keydown: step }, ...marks);
  if (marks.length) {
    for (const [key, value] of Object.entries({ role: "group", "aria-label": "Findings in the picture; arrow keys go from one to the next" })) layer.setAttribute(key, value);
  } else layer.setAttribute("aria-hidden", "true");
  const frame = element("div", { class: "picture" }, image, layer);
  image.addEventListener("error", () => frame.replaceChildren(element("p", { class: "hint" }, "This browser cannot show this kind of image; what was found in it stands in the table.")));
  oneStop(layer);
  return frame;
}

function mark(finding, index, pick) {
  const boxes = finding.boxes.map((box) => drawn("rect", { x: box.x, y: box.y, width: box.width, height: box.height }));
  const halos = finding.boxes.map((box) => drawn("path", { d: `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}z` }));
  const act = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    pick(index);
  };
  const label = `${finding.type}, finding ${index + 1}; to its row`;
  return drawn("g", { class: `t-${finding.type}`, role: "button", tabindex: -1, "aria-label": label, "data-index": index, click: act, keydown: act }, ...halos, ...boxes);
}

function seen(layer) {
  return [...layer.querySelectorAll("g")].filter((g) => g.style.display !== "none");
}

// After the filter changed, the first one left takes the Tab key.
export function oneStop(layer) {
  seen(layer).forEach((g, i) => g.setAttribute("tabindex", i ? -1 : 0));
}

function step(event) {
  const way = STEPS[event.key];
  if (!way) return;
  event.preventDefault();
  const all = seen(event.currentTarget);
  const here = all.indexOf(document.activeElement);
  const next = all[(here + way + all.length) % all.length];
  all[here]?.setAttribute("tabindex", -1);
  next.setAttribute("tabindex", 0);
  next.focus();
}
