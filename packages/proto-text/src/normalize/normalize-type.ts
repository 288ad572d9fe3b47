import type { ProtoEnum, ProtoExtensions, ProtoMessage, ProtoRange, ProtoReserved, ProtoType } from "../model.js";
import { joinName } from "../type-table.js";
import { normalizeExtends, normalizeFields, normalizeGroups, normalizeOneofs, type Scope } from "./normalize-field.js";
import { compareText, normalizeOptions } from "./normalize-options.js";

/** Messages, then enums, each kind in its order; the entry messages of maps are left out. */
export function normalizeTypes(types: readonly ProtoType[], scope: Scope): ProtoType[] {
  const messages: ProtoType[] = [];
  const enums: ProtoType[] = [];
  for (const type of types) {
    const inner = { table: scope.table, name: joinName(scope.name, type.name) };
    if (type.kind === "enum") enums.push(normalizeEnum(type, inner));
    else if (scope.table.resolveType(type.name, scope.name)?.mapType === undefined) {
      messages.push(normalizeMessage(type, inner));
    }
  }
  return [...messages, ...enums];
}

function normalizeMessage(message: ProtoMessage, scope: Scope): ProtoMessage {
  return {
    ...message,
    reserved: normalizeReserved(message.reserved),
    options: normalizeOptions(message.options, scope.table, scope.name),
    fields: normalizeFields(message.fields, scope),
    oneofs: normalizeOneofs(message.oneofs, scope),
    groups: normalizeGroups(message.groups, scope),
    extensions: normalizeExtensions(message.extensions, scope),
    extends: normalizeExtends(message.extends, scope),
    types: normalizeTypes(message.types, scope),
  };
}

function normalizeEnum(type: ProtoEnum, scope: Scope): ProtoEnum {
  const constants = [...type.constants].sort((a, b) => a.tag - b.tag || compareText(a.name, b.name));
  return {
    ...type,
    reserved: normalizeReserved(type.reserved),
    options: normalizeOptions(type.options, scope.table, scope.name),
    constants: constants.map((constant) => ({
      ...constant,
      options: normalizeOptions(constant.options, scope.table, scope.name),
    })),
  };
}

/** One value in each, numbers first and in order, then names in order. */
function normalizeReserved(reserved: readonly ProtoReserved[]): ProtoReserved[] {
  return reserved
    .flatMap((one) => one.values.map((value) => ({ ...one, value })))
    .sort((a, b) => startOf(a.value) - startOf(b.value) || compareText(textOf(a.value), textOf(b.value)))
    .map(({ value, position }) => ({ values: [single(value)], position }));
}

/** One value in each, in order. */
function normalizeExtensions(extensions: readonly ProtoExtensions[], scope: Scope): ProtoExtensions[] {
  return extensions
    .flatMap((one) => one.values.map((value) => ({ ...one, value })))
    .sort((a, b) => startOf(a.value) - startOf(b.value))
    .map(({ value, options, position }) => ({
      values: [single(value)],
      options: normalizeOptions(options, scope.table, scope.name),
      position,
    }));
}

function startOf(value: string | number | ProtoRange): number {
  if (typeof value === "string") return 2_147_483_647;
  return typeof value === "number" ? value : value.start;
}

/** What Java prints of it, which decides between two of the same start. */
function textOf(value: string | number | ProtoRange): string {
  return typeof value === "object" ? `${value.start}..${value.end}` : String(value);
}

/** `3 to 3` is 3. */
function single<T extends string | number | ProtoRange>(value: T): T | number {
  return typeof value === "object" && value.start === value.end ? value.start : value;
}
