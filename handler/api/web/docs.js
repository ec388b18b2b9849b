// Shows the OpenAPI document for people to read, without anything from outside.
import { $, element } from "./elements.js";
import { anchor, kind, schema, words } from "./schemas.js";

const main = $("#calls");

function call(api, path, method, operation) {
  const name = `${method.toUpperCase()} ${path}`;
  return element(
    "section",
    {},
    titled("h2", name, anchor(name)),
    element("p", {}, ...words(operation.summary ?? "")),
    operation.description ? element("p", { class: "hint" }, ...words(operation.description)) : "",
    ...body(api, operation.requestBody, name),
    ...table("Parameters", ["Name", "Meaning"], (operation.parameters ?? []).map(parameter), name),
    ...table("Answers", ["Status", "Meaning"], Object.entries(operation.responses).map(answer), name),
    ...examples(api, operation),
  );
}

function titled(level, text, id) {
  return element(level, { id }, text, " ", element("a", { class: "anchor", href: `#${id}`, "aria-label": `Link to ${text}` }, "#"));
}

function table(title, heads, rows, of) {
  if (!rows.length) return [];
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  const cells = rows.map(([first, ...rest]) => element("tr", {}, element("th", { scope: "row" }, ...first), ...rest.map((cell) => element("td", {}, ...cell))));
  const caption = element("caption", { class: "unseen" }, `${title} of ${of}`);
  return [element("h3", {}, title), element("table", {}, caption, element("thead", {}, head), element("tbody", {}, ...cells))];
}

function body(api, request, of) {
  if (!request) return [];
  const rows = Object.entries(request.content).map(([type, { schema: shape }]) => {
    const fields = Object.entries(shape.properties ?? {}).flatMap(([name, field]) => [element("code", {}, name), ": ", ...kind(field), ". "]);
    return [[element("code", {}, ...slashed(type))], fields.length ? fields : kind(shape)];
  });
  const must = request.required ? " (required)" : "";
  return [...table(`Body${must}`, ["Content type", "Holds"], rows, of), element("p", { class: "hint" }, ...words(request.description ?? ""))];
}

// Breaks where a reader would, on a narrow screen.
function slashed(type) {
  const [first, ...rest] = type.split("/");
  return [first, ...rest.flatMap((part) => ["/", element("wbr"), part])];
}

function parameter({ name, in: place, required, description, schema: shape, example }) {
  const shown = example === undefined ? [] : [" Example: ", element("code", {}, [example].flat().join(",")), "."];
  const what = element("span", { class: "more" }, `${place}${required ? ", required" : ""}, `, ...kind(shape ?? {}));
  return [[element("code", {}, name), what], [...words(description ?? ""), ...shown]];
}

function answer([status, { description, content }]) {
  const shapes = Object.entries(content ?? {}).map(([type, { schema: shape }]) => element("span", { class: "more" }, element("code", {}, ...slashed(type)), ": ", ...kind(shape ?? { type: "string", format: "binary" })));
  return [[element("code", {}, status)], [...words(description), ...shapes]];
}

// The example of what comes back when all is well, where the document has one.
function examples(api, operation) {
  const good = Object.entries(operation.responses).filter(([status]) => status.startsWith("2"));
  return good.flatMap(([status, { content }]) => {
    const given = content?.["application/json"];
    const name = given?.schema?.$ref?.split("/").at(-1);
    const example = Object.values(given?.examples ?? {})[0]?.value ?? api.components.schemas[name]?.example;
    return example ? [element("h3", {}, `Example of ${status}`), element("pre", {}, JSON.stringify(example, null, 2))] : [];
  });
}

function contents(links) {
  const items = links.map((name) => element("li", {}, element("a", { href: `#${anchor(name)}` }, name)));
  return element("nav", { "aria-label": "Contents" }, element("ul", {}, ...items));
}

try {
  const answered = await fetch("openapi.json");
  if (!answered.ok) throw new Error(`status ${answered.status}`);
  const api = await answered.json();
  const routes = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => [path, method, operation]));
  main.replaceChildren(
    element("p", {}, `Version ${api.info.version}. ${api.info.description}`),
    contents([...routes.map(([path, method]) => `${method.toUpperCase()} ${path}`), "Schemas"]),
    ...routes.map((route) => call(api, ...route)),
    titled("h2", "Schemas", anchor("Schemas")),
    ...Object.entries(api.components.schemas).map(([name, shape]) => schema(name, shape, titled, table)),
  );
  // The browser looked for the place before it was there.
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
} catch {
  main.replaceChildren(element("p", { role: "alert" }, "The description could not be loaded. Reload the page, or read openapi.json itself."));
}
