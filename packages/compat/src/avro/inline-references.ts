import type { References } from "../options.js";
import { printAvro } from "./canonical.js";
import { parseAvro } from "./parse-avro.js";

/**
 * The canonical text of an Avro schema with what it references in place of the names: what the registry returns for
 * `format=resolved`. A type stands where it is used first, and by its name after that.
 *
 * @throws SchemaError when the text cannot be parsed, or names a type that neither it nor a reference defines
 */
export function inlineReferences(text: string, references: References): string {
  const { root, source } = parseAvro(text, { references, strict: false });
  return printAvro({ root, source, referenced: new Set() });
}
