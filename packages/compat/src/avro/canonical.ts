import { printString } from "../json-text/print-string.js";
import type { ParseOptions } from "../options.js";
import type { AvroField, AvroName, AvroProps, AvroSchema, AvroType } from "./model.js";
import { isNamed } from "./model.js";
import { qualified } from "./names.js";
import { checkDepth } from "./nesting.js";
import { parseAvro } from "./parse-avro.js";
import { printJson, printStrings } from "./print-json.js";

/**
 * A schema's text as Avro for Java prints it, and registries store it: without blanks, members in a fixed order,
 * names as short as the namespace around them allows. References stay names.
 *
 * @throws SchemaError where the text is no valid schema
 */
export function canonicalizeAvro(text: string, options: ParseOptions = {}): string {
  return printAvro(parseAvro(text, options));
}

/** The canonical text of a parsed schema. */
export function printAvro(schema: AvroSchema): string {
  return printType(schema.root, undefined, { known: new Set(schema.referenced), depth: 0 });
}

/** The full names that are printed already, and how deep the type stands that is being printed. */
type Progress = { readonly known: Set<string>; depth: number };

function printType(type: AvroType, namespace: string | undefined, progress: Progress): string {
  if (isNamed(type)) {
    if (progress.known.has(type.name.full)) return printString(qualified(type.name, namespace));
    progress.known.add(type.name.full);
  }
  checkDepth(++progress.depth);
  const text = printDefinition(type, namespace, progress);
  progress.depth--;
  return text;
}

function printDefinition(type: AvroType, namespace: string | undefined, progress: Progress): string {
  switch (type.kind) {
    case "record": {
      const fields: string[] = [];
      for (const field of type.fields) fields.push(printField(field, type.name.namespace, progress));
      const head = `{"type":"${type.isError ? "error" : "record"}"${printName(type.name, namespace)}${printDoc(type.doc)}`;
      return `${head},"fields":[${fields.join(",")}]${printProps(type.props)}${printAliases(type.aliases, type.name)}}`;
    }
    case "enum": {
      const head = `{"type":"enum"${printName(type.name, namespace)}${printDoc(type.doc)}`;
      const symbols = `,"symbols":${printStrings(type.symbols)}`;
      const fallback = type.default === undefined ? "" : `,"default":${printString(type.default)}`;
      return `${head}${symbols}${fallback}${printProps(type.props)}${printAliases(type.aliases, type.name)}}`;
    }
    case "fixed": {
      const head = `{"type":"fixed"${printName(type.name, namespace)}${printDoc(type.doc)}`;
      return `${head},"size":${type.size}${printProps(type.props)}${printAliases(type.aliases, type.name)}}`;
    }
    case "array":
      return `{"type":"array","items":${printType(type.items, namespace, progress)}${printProps(type.props)}}`;
    case "map":
      return `{"type":"map","values":${printType(type.values, namespace, progress)}${printProps(type.props)}}`;
    case "union": {
      const branches: string[] = [];
      for (const branch of type.branches) branches.push(printType(branch, namespace, progress));
      return `[${branches.join(",")}]`;
    }
    default:
      return type.props.size === 0 ? `"${type.kind}"` : `{"type":"${type.kind}"${printProps(type.props)}}`;
  }
}

function printField(field: AvroField, namespace: string | undefined, progress: Progress): string {
  let text = `{"name":${printString(field.name)},"type":${printType(field.type, namespace, progress)}`;
  text += printDoc(field.doc);
  if (field.default !== undefined) text += `,"default":${printJson(field.default)}`;
  if (field.order !== "ascending") text += `,"order":"${field.order}"`;
  if (field.aliases.length > 0) text += `,"aliases":${printStrings(field.aliases)}`;
  return `${text}${printProps(field.props)}}`;
}

function printName(name: AvroName, namespace: string | undefined): string {
  const text = `,"name":${printString(name.name)}`;
  return name.namespace === namespace ? text : `${text},"namespace":${printString(name.namespace ?? "")}`;
}

function printDoc(doc: string | undefined): string {
  return doc === undefined ? "" : `,"doc":${printString(doc)}`;
}

function printProps(props: AvroProps): string {
  let text = "";
  for (const [name, value] of props) text += `,${printString(name)}:${printJson(value)}`;
  return text;
}

function printAliases(aliases: readonly AvroName[], of: AvroName): string {
  if (aliases.length === 0) return "";
  return `,"aliases":${printStrings(aliases.map((alias) => qualified(alias, of.namespace)))}`;
}
