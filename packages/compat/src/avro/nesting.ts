import type { JsonValue } from "../json-text/json-value.js";
import { SchemaError } from "../schema-error.js";
import type { Source } from "./source.js";

/**
 * How deep a schema may be nested: its text, as the reference implementation's JSON parser limits it, and its types
 * where names stand for them. It bounds every recursion here.
 */
const MAX_NESTING = 1_000;

const EXPECTED = `at most ${MAX_NESTING} levels of nesting`;

/** Refuses a text that is nested too deep, level by level, so that the check itself cannot overflow the stack. */
export function checkNesting(json: JsonValue, source: Source): void {
  let level: JsonValue[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    const next: JsonValue[] = [];
    for (const value of level) {
      if (value.kind !== "array" && value.kind !== "object") continue;
      if (depth >= MAX_NESTING) {
        const position = source.positionAt(value.offset);
        throw new SchemaError(
          `line ${position.line}, column ${position.column}: nested deeper than ${MAX_NESTING} levels`,
          { position, expected: EXPECTED, reference: source.reference },
        );
      }
      for (const child of value.kind === "array" ? value.items : value.members.values()) {
        if (child.kind === "array" || child.kind === "object") next.push(child);
      }
    }
    level = next;
  }
}

/** Refuses types that are nested too deep by their names, which no text's nesting bounds. */
export function checkDepth(depth: number): void {
  if (depth > MAX_NESTING)
    throw new SchemaError(`the types are nested deeper than ${MAX_NESTING} levels by their names`, {
      expected: EXPECTED,
    });
}
