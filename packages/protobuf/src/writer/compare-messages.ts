import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import type { ValueIssue } from "@magicbyte/registry/serde";
import { memberPath } from "../codec/value-path.js";

/**
 * Where bytes that were written as one message would be misread as another one: fields of the same number whose types
 * do not go together. protobuf-es, like most libraries, does not look at what kind of value follows a field's number,
 * and would read something.
 */
export function misreadFields(writer: DescMessage, reader: DescMessage): readonly ValueIssue[] {
  const issues: ValueIssue[] = [];
  const seen = new Set<string>();

  function compare(written: DescMessage, read: DescMessage, path: string): void {
    const pair = `${written.typeName} ${read.typeName}`;
    if (written === read || seen.has(pair)) return;
    seen.add(pair);
    const byNumber = new Map(written.fields.map((field) => [field.number, field]));
    for (const field of read.fields) {
      const other = byNumber.get(field.number);
      if (other === undefined) continue;
      const at = memberPath(path, field.name);
      if (!goTogether(other, field)) {
        issues.push({ path: at, expected: describe(field), actual: describe(other) });
      } else if (other.message !== undefined && field.message !== undefined) {
        compare(other.message, field.message, at);
      }
    }
  }

  compare(writer, reader, "");
  return issues;
}

function goTogether(written: DescField, read: DescField): boolean {
  if (isPacked(written) && read.fieldKind !== "list") return false;
  if (written.fieldKind === "map" && read.fieldKind === "map") {
    return kindOf(written.mapKey) === kindOf(read.mapKey) && sameKind(elementKind(written), elementKind(read));
  }
  return sameKind(fieldKind(written), fieldKind(read));
}

function sameKind(written: string, read: string): boolean {
  const kinds = [written, read];
  // Bytes may hold an encoded message.
  return written === read || (kinds.includes("message") && kinds.includes("bytes")) || kinds.every(isTextual);
}

const isTextual = (kind: string) => kind === "bytes" || kind === "string";

function fieldKind(field: DescField): string {
  return field.fieldKind === "map" ? "message" : elementKind(field);
}

function elementKind(field: DescField): string {
  if (field.message !== undefined) {
    return "delimitedEncoding" in field && field.delimitedEncoding ? "group" : "message";
  }
  return field.scalar === undefined ? "varint" : kindOf(field.scalar);
}

/** Types of the same kind are written alike, and may be read as one another. */
function kindOf(type: ScalarType): string {
  switch (type) {
    case ScalarType.INT32:
    case ScalarType.INT64:
    case ScalarType.UINT32:
    case ScalarType.UINT64:
    case ScalarType.BOOL:
      return "varint";
    case ScalarType.SINT32:
    case ScalarType.SINT64:
      return "zigzag";
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return "fixed32";
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return "fixed64";
    default:
      return ScalarType[type].toLowerCase();
  }
}

function isPacked(field: DescField): boolean {
  return field.fieldKind === "list" && field.packed;
}

function describe(field: DescField): string {
  const element =
    field.message?.typeName ??
    field.enum?.typeName ??
    (field.scalar === undefined ? "?" : ScalarType[field.scalar].toLowerCase());
  if (field.fieldKind === "map") return `map<${ScalarType[field.mapKey].toLowerCase()}, ${element}>`;
  return field.fieldKind === "list" ? `repeated ${element}` : element;
}
