import type { ParseOptions } from "../options.js";
import type { Definitions } from "./definitions.js";
import { resolveLate } from "./definitions.js";
import { type AvroSchema, type AvroType, isNamed } from "./model.js";
import { fail, type ParseContext } from "./parse-context.js";
import { parseType } from "./parse-type.js";
import { readText } from "./read-text.js";
import { Source } from "./source.js";

/**
 * Parses an Avro schema as Avro for Java does. Names may be used before they are defined, and those that references
 * define may be used as well, whatever names the references go by.
 *
 * @throws SchemaError with the line, the column, the JSON pointer, and what was expected there
 */
export function parseAvro(text: string, options: ParseOptions = {}): AvroSchema {
  const definitions: Definitions = { types: new Map(), unresolved: [] };
  const checks: (() => void)[] = [];
  const referenced = new Set<string>();
  const strict = options.strict ?? true;

  function parseText(source: Source): { root: AvroType | undefined } {
    const context: ParseContext = {
      source,
      strict,
      definitions,
      checks,
      parseType: (json, namespace, pointer, slot) => parseType(context, json, namespace, pointer, slot),
    };
    const parsed: { root: AvroType | undefined } = { root: undefined };
    context.parseType(readText(source), undefined, "", (type) => {
      parsed.root = type;
    });
    return parsed;
  }

  for (const [name, reference] of Object.entries(options.references ?? {})) {
    const { root } = parseText(new Source(reference, name));
    if (root !== undefined && isNamed(root)) referenced.add(root.name.full);
  }
  const source = new Source(text, undefined);
  const parsed = parseText(source);
  for (const use of definitions.unresolved) {
    const type = resolveLate(definitions, use);
    if (type === undefined)
      fail(
        use.place.source,
        { offset: use.place.offset, pointer: use.pointer },
        `there is no type called ${use.full}`,
        "a type that Avro has, or one that the schema or one of its references defines",
      );
    else use.resolve(type);
  }
  for (const check of checks) check();
  // Every name is resolved now, the schema's own root among them.
  return { root: parsed.root as AvroType, source, referenced };
}
