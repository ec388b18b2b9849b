// Shows the OpenAPI document for people to read, without anything from outside.
const main = document.querySelector("#calls");

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function list(title, entries) {
  if (!entries.length) return [];
  const items = entries.map(([name, words]) => element("li", "", element("code", name), ` ${words ?? ""}`));
  return [element("h3", title), element("ul", "", ...items)];
}

function call(path, method, operation) {
  const inputs = (operation.parameters ?? []).map((p) => [p.name, `(${p.in}) ${p.description ?? ""}`]);
  const bodies = Object.keys(operation.requestBody?.content ?? {}).map((type) => [type, ""]);
  const answers = Object.entries(operation.responses).map(([status, answer]) => [status, answer.description]);
  return element(
    "section",
    "",
    element("h2", `${method.toUpperCase()} ${path}`),
    element("p", operation.summary),
    ...list("Body", bodies),
    ...list("Options", inputs),
    ...list("Answers", answers),
  );
}

const api = await (await fetch("openapi.json")).json();
const calls = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => call(path, method, operation)));
const shapes = Object.entries(api.components.schemas).map(([name, schema]) =>
  element("details", "", element("summary", name), element("pre", JSON.stringify(schema, null, 2))),
);
main.replaceChildren(element("p", api.info.description), ...calls, element("h2", "Shapes"), ...shapes);
