import type { JsonValue } from "../json-text/json-value.js";
import { positionAt } from "../json-text/parse-json.js";
import { SchemaError } from "../schema-error.js";

/** A text that schemas stand in: the schema's own, or one that it references. */
export type DocumentText = {
  readonly text: string;
  /** The name by which it is referenced; undefined for the schema itself. */
  readonly reference: string | undefined;
};

/** Where the loader is: the text, the base URI there, and the way that led to it, link by link. */
export type Place = {
  readonly document: DocumentText;
  /** What a relative `$ref` is resolved against. */
  readonly base: string;
  readonly parent?: Place | undefined;
  readonly segment?: string | undefined;
};

/** The place of a member or an item. */
export function below(parent: Place, ...segments: readonly string[]): Place {
  let place = parent;
  for (const segment of segments) place = { document: place.document, base: place.base, parent: place, segment };
  return place;
}

/** The JSON pointer of a place. */
function pointerOf(place: Place): string {
  const segments: string[] = [];
  for (let at: Place | undefined = place; at?.segment !== undefined; at = at.parent)
    segments.push(at.segment.replaceAll("~", "~0").replaceAll("/", "~1"));
  return segments.length === 0 ? "" : `/${segments.reverse().join("/")}`;
}

/** What a value is, as a message names it. */
export function describe(value: JsonValue): string {
  if (value.kind === "null") return "null";
  if (value.kind === "boolean") return String(value.value);
  if (value.kind === "number") return `the number ${value.lexeme.slice(0, 40)}`;
  if (value.kind === "string") return `the string ${JSON.stringify(value.value.slice(0, 40))}`;
  return value.kind === "array" ? "a list" : "an object";
}

/** Says that something else was expected at a place. */
export function fail(place: Place, value: JsonValue, expected: string, found = describe(value)): never {
  const { document } = place;
  const position = positionAt(document.text, value.offset);
  const pointer = pointerOf(place);
  const of = document.reference === undefined ? "" : ` of ${JSON.stringify(document.reference)}`;
  throw new SchemaError(
    `line ${position.line}, column ${position.column}${of} (#${pointer}): expected ${expected}, found ${found}`,
    { position, pointer, expected, reference: document.reference },
  );
}
