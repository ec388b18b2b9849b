// The page of the service: sends images to /analyze one after the other and shows what comes back.
const $ = (selector, root = document) => root.querySelector(selector);
const SVG = "http://www.w3.org/2000/svg";
const keyField = $("#key");
const status = $("#status");
const queue = [];
let busy = false;

function add(files) {
  const images = [...files];
  for (const file of images) queue.push({ file, view: card(file) });
  if (images.length) status.textContent = `${images.length} image${images.length > 1 ? "s" : ""} added.`;
  work();
}

// One at a time: the service reads as many images at once as it has processors, and other people wait too.
async function work() {
  if (busy) return;
  busy = true;
  for (let next = queue.shift(); next; next = queue.shift()) await analyse(next.file, next.view);
  busy = false;
}

function headers() {
  const sent = { "Content-Type": "application/octet-stream", Prefer: "return=representation" };
  if (keyField.value) sent["X-API-Key"] = keyField.value;
  if ($("#nostore").checked) sent["Cache-Control"] = "no-store";
  return sent;
}

function card(file) {
  const view = $("#card").content.cloneNode(true).firstElementChild;
  $("h2", view).textContent = file.name || "pasted image";
  $(".verdict", view).textContent = "waiting …";
  $("#results").prepend(view);
  return view;
}

async function analyse(file, view) {
  say(view, "reading …");
  let answer;
  try {
    answer = await fetch("analyze", { method: "POST", headers: headers(), body: file });
  } catch {
    return say(view, "The service does not answer. Is it running, and are you online?", true);
  }
  if (!answer.ok) return say(view, await complaint(answer), true);
  show(file, view, await answer.json());
}

async function complaint(answer) {
  if (answer.status === 401) return "This service asks for an API key: open “API key” above, enter it and add the image again.";
  try {
    return (await answer.json()).detail;
  } catch {
    return answer.status === 413 ? "The image is too large for one request." : `The service answered ${answer.status}.`;
  }
}

function say(view, words, bad = false) {
  const verdict = $(".verdict", view);
  verdict.textContent = words;
  verdict.classList.toggle("bad", bad);
}

function masked(value) {
  return [...value].map((c, i) => (i < 2 || /[\s@.:/-]/.test(c) ? c : "•")).join("");
}

function show(file, view, scan) {
  const found = scan.findings;
  const unread = scan.pages.some((page) => !page.complete) ? " Not everything could be read in time." : "";
  if (found.length) say(view, `${found.length} finding${found.length > 1 ? "s" : ""}.${unread}`);
  else say(view, (scan.content.trim() ? "Text was read; nothing sensitive was found in it." : "No text was found.") + unread);
  if (!scan.content.trim() && !found.length) return;
  $(".outcome", view).hidden = false;
  $("pre", view).textContent = scan.content;
  drawPicture(file, view, scan);
  const filter = $(".filter", view);
  for (const type of [...new Set(found.map((f) => f.type))].sort()) filter.append(new Option(type));
  const reveal = $(".reveal", view);
  const fill = () => fillTable(view, found, filter.value, reveal.checked);
  filter.addEventListener("change", fill);
  reveal.addEventListener("change", fill);
  fill();
  const name = (file.name || "pasted").replace(/\.[^.]*$/, "");
  $(".json", view).addEventListener("click", () => save(`${name}.json`, new Blob([JSON.stringify(scan, null, 2)], { type: "application/json" })));
  $(".csv", view).addEventListener("click", () => save(`${name}.csv`, new Blob([csv(found)], { type: "text/csv" })));
  $(".copy", view).addEventListener("click", () => navigator.clipboard.writeText(scan.content).then(() => (status.textContent = "Text copied.")));
  const redacted = $(".redacted", view);
  redacted.hidden = !found.length;
  redacted.addEventListener("click", () => downloadRedacted(file, view, name));
}

function drawPicture(file, view, scan) {
  const image = $("img", view);
  const page = scan.pages[0];
  image.alt = `${file.name || "pasted image"} with ${scan.findings.length} findings marked`;
  image.src = URL.createObjectURL(file);
  const svg = $("svg", view);
  svg.setAttribute("viewBox", `0 0 ${page.width} ${page.height}`);
  scan.findings.forEach((finding, index) => {
    if (finding.page !== 1) return;
    for (const box of finding.boxes) {
      const rect = document.createElementNS(SVG, "rect");
      for (const [name, value] of Object.entries(box)) rect.setAttribute(name, value);
      rect.classList.add(`t-${finding.type}`);
      rect.dataset.index = index;
      rect.addEventListener("mouseenter", () => light(view, index, true));
      rect.addEventListener("mouseleave", () => light(view, index, false));
      svg.append(rect);
    }
  });
}

function fillTable(view, found, type, revealed) {
  const rows = found.map((finding, index) => {
    if (type && finding.type !== type) return null;
    const row = document.createElement("tr");
    row.classList.add(`t-${finding.type}`);
    row.dataset.index = index;
    row.tabIndex = 0;
    const cells = [finding.type, revealed ? finding.value : masked(finding.value), `${Math.round(finding.confidence * 100)} %`, finding.checks.join(", ")];
    for (const [i, text] of cells.entries()) {
      const cell = row.insertCell();
      cell.textContent = text;
      cell.className = ["type", "value", "sure", "checks"][i];
    }
    for (const on of ["mouseenter", "focus"]) row.addEventListener(on, () => light(view, index, true));
    for (const off of ["mouseleave", "blur"]) row.addEventListener(off, () => light(view, index, false));
    return row;
  });
  $("tbody", view).replaceChildren(...rows.filter(Boolean));
  for (const rect of view.querySelectorAll("rect")) rect.style.display = type && found[rect.dataset.index].type !== type ? "none" : "";
}

function light(view, index, on) {
  for (const part of view.querySelectorAll(`[data-index="${index}"]`)) part.classList.toggle("lit", on);
}

async function downloadRedacted(file, view, name) {
  status.textContent = "Painting over the findings …";
  const answer = await fetch("redact", { method: "POST", headers: headers(), body: file }).catch(() => null);
  if (!answer?.ok || answer.status === 204) {
    status.textContent = answer ? await complaint(answer) : "The service does not answer.";
    return;
  }
  const picture = await answer.blob();
  save(`${name}-redacted.${picture.type.split("/")[1]}`, picture);
  status.textContent = "The redacted image was downloaded.";
}

// A cell that a spreadsheet would run as a formula starts with an apostrophe.
function csv(found) {
  const quote = (v) => `"${String(v ?? "").replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  const rows = found.map((f) => [f.type, f.value, f.normalized, f.confidence, f.checks.join(" "), f.page].map(quote).join(","));
  return ["type,value,normalized,confidence,checks,page", ...rows].join("\r\n") + "\r\n";
}

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

const form = $("#form");
$("#files").addEventListener("change", (event) => {
  add(event.target.files);
  event.target.value = "";
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});
addEventListener("dragleave", () => form.classList.remove("over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  add(event.dataTransfer.files);
});
addEventListener("paste", (event) => add(event.clipboardData.files));
