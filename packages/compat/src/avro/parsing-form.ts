import type { ParseOptions } from "../options.js";
import { type AvroType, isNamed } from "./model.js";
import { checkDepth } from "./nesting.js";
import { parseAvro } from "./parse-avro.js";

/**
 * The Parsing Canonical Form of Avro's specification: what fingerprints are taken of. Everything that does not change
 * how data is read is left out, and references are put in. It is not what registries store.
 *
 * @throws SchemaError where the text is no valid schema
 */
export function avroParsingCanonicalForm(text: string, options: ParseOptions = {}): string {
  return printForm(parseAvro(text, options).root, new Set(), 0);
}

function printForm(type: AvroType, known: Set<string>, depth: number): string {
  checkDepth(depth);
  if (isNamed(type)) {
    if (known.has(type.name.full)) return `"${type.name.full}"`;
    known.add(type.name.full);
  }
  switch (type.kind) {
    case "array":
      return `{"type":"array","items":${printForm(type.items, known, depth + 1)}}`;
    case "map":
      return `{"type":"map","values":${printForm(type.values, known, depth + 1)}}`;
    case "union": {
      const branches: string[] = [];
      for (const branch of type.branches) branches.push(printForm(branch, known, depth + 1));
      return `[${branches.join(",")}]`;
    }
    case "record": {
      const fields: string[] = [];
      for (const field of type.fields)
        fields.push(`{"name":"${field.name}","type":${printForm(field.type, known, depth + 1)}}`);
      return `{"name":"${type.name.full}","type":"record","fields":[${fields.join(",")}]}`;
    }
    case "enum":
      return `{"name":"${type.name.full}","type":"enum","symbols":[${type.symbols.map((symbol) => `"${symbol}"`).join(",")}]}`;
    case "fixed":
      return `{"name":"${type.name.full}","type":"fixed","size":${type.size}}`;
    default:
      return `"${type.kind}"`;
  }
}
