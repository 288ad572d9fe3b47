import { parseFieldType } from "../field-type.js";
import type { ProtoExtend, ProtoField, ProtoGroup, ProtoOneof } from "../model.js";
import { shorten } from "../parse/scanner.js";
import type { Position } from "../position.js";
import { allFieldOptions } from "../print/print-field.js";
import { ProtoSyntaxError } from "../proto-syntax-error.js";
import type { TypeTable } from "../type-table.js";
import { normalizeOptions } from "./normalize-options.js";

/** Inside what the names of a file are resolved. */
export type Scope = { readonly table: TypeTable; readonly name: string };

/** The full name, with a leading dot, of the type that `name` means. */
export function resolveName(name: string, scope: Scope, position: Position): string {
  const entry = scope.table.resolveType(name, scope.name);
  if (entry === undefined) {
    throw new ProtoSyntaxError(`Could not resolve type: ${shorten(name)}`, {
      position,
      expected: "a type of this file, of its imports or of their public imports",
    });
  }
  return `.${entry.fullName}`;
}

/** Fields by tag, with their types under full names and maps written as maps. */
export function normalizeFields(fields: readonly ProtoField[], scope: Scope): ProtoField[] {
  return sortedByTag(fields).map((field) => normalizeField(field, scope));
}

function sortedByTag<T extends { readonly tag: number }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => a.tag - b.tag);
}

function normalizeField(field: ProtoField, scope: Scope): ProtoField {
  const type = normalizeType(field.type, scope, field.position);
  const isMap = type.startsWith("map<");
  return {
    ...field,
    label: isMap ? undefined : field.label,
    type,
    // From here on `default` and `json_name` are options among the others, sorted with them.
    options: normalizeOptions(allFieldOptions({ ...field, type }), scope.table, scope.name),
    defaultValue: undefined,
    jsonName: undefined,
  };
}

function normalizeType(type: string, scope: Scope, position: Position): string {
  let parsed = parseFieldType(type);
  if (parsed.kind === "named") {
    const fullName = resolveName(type, scope, position);
    const mapType = scope.table.type(fullName)?.mapType;
    if (mapType === undefined) return fullName;
    parsed = parseFieldType(mapType);
  }
  if (parsed.kind !== "map") return type;
  const value = scope.table.resolveType(parsed.value, scope.name);
  return `map<${parsed.key}, ${value === undefined ? parsed.value : `.${value.fullName}`}>`;
}

/** Oneofs by the first tag in them; those that hold nothing, or nothing but groups, are omitted as the registry has it. */
export function normalizeOneofs(oneofs: readonly ProtoOneof[], scope: Scope): ProtoOneof[] {
  const omitted = oneofs.filter((oneof) => oneof.fields.length === 0);
  const sorted = oneofs
    .filter((oneof) => oneof.fields.length > 0)
    .map((oneof) => ({ oneof, tag: oneof.fields.reduce((tag, field) => Math.min(tag, field.tag), Infinity) }))
    .sort((a, b) => a.tag - b.tag)
    .map(({ oneof }) => ({
      ...oneof,
      options: normalizeOptions(oneof.options, scope.table, scope.name),
      fields: normalizeFields(oneof.fields, scope),
      groups: normalizeGroups(oneof.groups, scope),
    }));
  return [...sorted, ...omitted.map((oneof) => ({ ...oneof, omitted: true }) as const)];
}

/** Groups by tag. */
export function normalizeGroups(groups: readonly ProtoGroup[], scope: Scope): ProtoGroup[] {
  return sortedByTag(groups).map((group) => ({ ...group, fields: normalizeFields(group.fields, scope) }));
}

/** What extends the same message in one `extend`, under its full name. */
export function normalizeExtends(extend: readonly ProtoExtend[], scope: Scope): ProtoExtend[] {
  const omitted = extend.filter((one) => one.fields.length === 0);
  const byName = new Map<string, ProtoExtend & { fields: ProtoField[] }>();
  for (const one of extend) {
    if (one.fields.length === 0) continue;
    const name = resolveName(one.name, scope, one.position);
    const same = byName.get(name);
    if (same === undefined) byName.set(name, { ...one, name, fields: [...one.fields] });
    else for (const field of one.fields) same.fields.push(field);
  }
  const joined = [...byName.values()].map((one) => ({ ...one, fields: normalizeFields(one.fields, scope) }));
  return [...joined, ...omitted.map((one) => ({ ...one, omitted: true }) as const)];
}
