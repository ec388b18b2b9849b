// JSON Schema in words and links.
import { element } from "./elements.js";

export function anchor(name) {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

// `code` within text, as the document's descriptions write it.
export function words(text) {
  return text.split(/``?/).map((part, i) => (i % 2 ? element("code", {}, part) : part));
}

// What a value is: a type, a list of types, or a link to the schema that says it.
export function kind(shape) {
  if (shape.$ref) {
    const name = shape.$ref.split("/").at(-1);
    return [element("a", { href: `#${anchor(name)}` }, name)];
  }
  const either = shape.anyOf ?? shape.oneOf;
  if (either) return either.flatMap((one, i) => (i ? [" or ", ...kind(one)] : kind(one)));
  if (shape.enum) return [shape.enum.join(", ")];
  if (shape.const !== undefined) return [JSON.stringify(shape.const)];
  if (shape.type === "array") return ["list of ", ...kind(shape.items ?? {})];
  if (shape.type === "object" && typeof shape.additionalProperties === "object") return ["object of ", ...kind(shape.additionalProperties)];
  const bounds = [shape.minimum === undefined ? "" : `≥ ${shape.minimum}`, shape.maximum === undefined ? "" : `≤ ${shape.maximum}`, shape.format ?? ""];
  return [[shape.type ?? "anything", ...bounds.filter(Boolean)].join(", ")];
}

export function schema(name, shape, titled, table) {
  const must = new Set(shape.required ?? []);
  const rows = Object.entries(shape.properties ?? {}).map(([field, of]) => {
    const shown = of.examples?.length ? [" Example: ", element("code", {}, JSON.stringify(of.examples[0])), "."] : [];
    const what = element("span", { class: "more" }, ...kind(of), must.has(field) ? "" : ", optional");
    return [[element("code", {}, field), what], [...words(of.description ?? ""), ...shown]];
  });
  return element(
    "section",
    {},
    titled("h3", name, anchor(name)),
    element("p", {}, ...words(shape.description ?? "")),
    ...(rows.length ? table("Fields", ["Name", "Meaning"], rows, name).slice(1) : [element("p", {}, ...kind(shape))]),
  );
}
