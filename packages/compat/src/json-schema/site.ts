import { printJson } from "../json-text/print-json.js";
import type { Site } from "./findings.js";

/** Where a schema or a keyword stands in the schema's own text; undefined if it stands in one that it references. */
export function offsetOf(site: Site | undefined): number | undefined {
  if (site === undefined || site.schema.document.reference !== undefined) return undefined;
  return valueAt(site)?.offset ?? site.schema.offset;
}

/** The text of a keyword's value, if it is short enough to be read in a sentence. */
export function textOf(site: Site | undefined): string | undefined {
  const value = site === undefined ? undefined : valueAt(site);
  if (value === undefined) return undefined;
  if (
    value.kind === "array" &&
    (value.items.length > 20 || value.items.some((item) => "items" in item || "members" in item))
  )
    return undefined;
  if (value.kind === "object") return undefined;
  if (value.kind === "string" && value.value.length > 100) return undefined;
  if (value.kind === "number" && value.lexeme.length > 40) return undefined;
  const text = printJson(value);
  return text.length > 200 ? undefined : text;
}

function valueAt({ schema, keyword }: Site) {
  return keyword === undefined ? undefined : schema.source?.members.get(keyword);
}

/** What a schema is, as a sentence names it. */
export function nameOf(site: Site | undefined): string {
  const schema = site?.schema;
  switch (schema?.kind) {
    case undefined:
      return "nothing";
    case "empty":
    case "true":
      return "anything";
    case "false":
      return "nothing at all";
    case "number":
      return schema.integer === true ? "an integer" : "a number";
    case "object":
    case "array":
      return `an ${schema.kind}`;
    case "combined":
      return schema.generated ? "several keywords at once" : `a choice (${schema.criterion})`;
    case "enum":
      return "a list of values (enum)";
    case "const":
      return "one value (const)";
    case "not":
      return "a schema that must not match (not)";
    case "conditional":
      return "a condition (if)";
    case "null":
      return "null";
    default:
      return `a ${schema?.kind}`;
  }
}
