import type { JsonValue } from "../json-text/json-value.js";
import { printString } from "../json-text/print-string.js";
import type { ParseOptions } from "../options.js";
import { printAvro } from "./canonical.js";
import { logicalTypeOf } from "./logical-type.js";
import { type AvroField, type AvroNamed, type AvroProps, type AvroSchema, type AvroType, isNamed } from "./model.js";
import { aliasKey } from "./names.js";
import { checkDepth } from "./nesting.js";
import { parseAvro } from "./parse-avro.js";
import { printJson, printStrings } from "./print-json.js";
import { typedDefault } from "./typed-default.js";

/**
 * A schema's text as registries store it on `normalize=true`: the canonical text, with aliases and members that Avro
 * does not know in order of their names, and defaults written as their types have them.
 *
 * @throws SchemaError where the text is no valid schema
 */
export function normalizeAvro(text: string, options: ParseOptions = {}): string {
  const schema = parseAvro(text, options);
  // The reference implementation prints a form of its own and stores what parsing and printing that one gives.
  return printAvro(parseAvro(normalForm(schema), { references: options.references, strict: false }));
}

/** The full names that are printed already, and how deep the type stands that is being printed. */
type Progress = { readonly known: Set<string>; depth: number };

function normalForm(schema: AvroSchema): string {
  return normalType(schema.root, { known: new Set(schema.referenced), depth: 0 });
}

function normalType(type: AvroType, progress: Progress): string {
  if (isNamed(type)) {
    if (progress.known.has(type.name.full)) return printString(type.name.full);
    progress.known.add(type.name.full);
  }
  checkDepth(++progress.depth);
  const text = normalDefinition(type, progress);
  progress.depth--;
  return text;
}

function normalDefinition(type: AvroType, progress: Progress): string {
  switch (type.kind) {
    case "union": {
      const branches: string[] = [];
      for (const branch of type.branches) branches.push(normalType(branch, progress));
      return `[${branches.join(",")}]`;
    }
    case "array":
      return `{"type":"array","items":${normalType(type.items, progress)}${sortedProps(type.props)}}`;
    case "map":
      return `{"type":"map","values":${normalType(type.values, progress)}${sortedProps(type.props)}}`;
    case "record": {
      const fields: string[] = [];
      for (const field of type.fields) fields.push(normalField(field, progress));
      return `${normalHead(type)},"fields":[${fields.join(",")}]${normalTail(type)}}`;
    }
    case "enum":
      return `${normalHead(type)},"symbols":${printStrings(type.symbols)}${normalTail(type)}}`;
    case "fixed":
      return `${normalHead(type)},"size":${type.size}${logicalProps(type)}${normalTail(type)}}`;
    default:
      if (type.props.size === 0) return `"${type.kind}"`;
      return `{"type":"${type.kind}"${logicalProps(type)}${sortedProps(type.props)}}`;
  }
}

/**
 * An `error` becomes a record here, and a type without a namespace inside one that has one comes into it: so the
 * reference implementation has it, and what it stores has to be met.
 */
function normalHead(type: AvroNamed): string {
  return `{"name":${printString(type.name.full)},"type":"${type.kind}"`;
}

function normalTail(type: AvroNamed): string {
  let text = "";
  // An empty doc is left out; that of a field is not.
  if (type.doc !== undefined && type.doc !== "") text += `,"doc":${printString(type.doc)}`;
  if (type.aliases.length > 0)
    text += `,"aliases":${printStrings(type.aliases.map((alias) => aliasKey(alias, type.name)).sort())}`;
  if (type.kind === "enum" && type.default !== undefined) text += `,"default":${printString(type.default)}`;
  return text + sortedProps(type.props);
}

function normalField(field: AvroField, progress: Progress): string {
  let text = `{"name":${printString(field.name)},"type":${normalType(field.type, progress)},"order":"${field.order}"`;
  if (field.doc !== undefined) text += `,"doc":${printString(field.doc)}`;
  if (field.aliases.length > 0) text += `,"aliases":${printStrings([...field.aliases].sort())}`;
  const value: JsonValue | undefined =
    field.default === undefined ? undefined : typedDefault(field.default, field.type, field.name);
  if (value !== undefined) text += `,"default":${printJson(value, true)}`;
  return `${text}${sortedProps(field.props)}}`;
}

/** A logical type that Avro knows goes first. It stands once more among the rest: the first place counts. */
function logicalProps(type: AvroType): string {
  const logical = logicalTypeOf(type);
  if (logical === undefined) return "";
  const text = `,"logicalType":${printString(logical.name)}`;
  if (!("precision" in logical)) return text;
  return `${text},"precision":${logical.precision}${logical.scale === 0 ? "" : `,"scale":${logical.scale}`}`;
}

function sortedProps(props: AvroProps): string {
  let text = "";
  for (const name of [...props.keys()].sort()) {
    const value = props.get(name);
    if (value !== undefined) text += `,${printString(name)}:${printJson(value, true)}`;
  }
  return text;
}
