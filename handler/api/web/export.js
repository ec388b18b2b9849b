// What a person takes away: files and tables. Nothing here talks to the service.
const KEPT = 60_000; // milliseconds: some browsers begin to read a download only after they have asked where to put it

export function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}

export function saveJson(name, scan) {
  save(`${name}.json`, new Blob([JSON.stringify(scan, null, 2)], { type: "application/json" }));
}

export function saveCsv(name, findings) {
  save(`${name}.csv`, new Blob([csv(findings)], { type: "text/csv;charset=utf-8" }));
}

// A spreadsheet runs a cell as a formula that starts with one of these, also after white space.
const FORMULA = /^\s*[=+\-@＝＋－＠\t\r\n]/u;

function csv(findings) {
  const rows = findings.map((f) => [f.type, f.value, f.normalized, f.confidence, f.checks.join(" "), f.page]);
  return [["type", "value", "normalized", "confidence", "checks", "page"], ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value) {
  const text = String(value ?? "");
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
