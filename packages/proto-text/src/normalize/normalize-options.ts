import type { OptionMap, OptionValue, ProtoOption } from "../option.js";
import type { TypeTable } from "../type-table.js";
import { normalizeNumber } from "./normalize-number.js";

/**
 * Options in the normalised order: custom ones under their full names, `(a).b = 1` as `(a) = { b: 1 }`, and what is
 * said of a custom option that is not repeated said once.
 */
export function normalizeOptions(options: readonly ProtoOption[], table: TypeTable, scope: string): ProtoOption[] {
  const byName = new Map<string, ProtoOption[]>();
  const sorted = options.map((option) => qualify(option, table, scope)).sort((a, b) => compareText(a.name, b.name));
  for (const option of sorted) {
    const same = byName.get(option.name);
    if (same === undefined) byName.set(option.name, [option]);
    else same.push(option);
  }
  const merged: ProtoOption[] = [];
  for (const [name, same] of byName) {
    const extension = table.extension(name);
    const kept = extension !== undefined && extension.label !== "repeated" ? merge(same) : same;
    for (const option of kept) merged.push(option);
  }
  return merged.map((option) => ({ ...option, value: normalizeOptionValue(option.value, table, scope) }));
}

/** Compares by UTF-16 units, as Java does. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function qualify(option: ProtoOption, table: TypeTable, scope: string): ProtoOption {
  if (!option.parenthesized) return option;
  const name = table.resolveExtension(option.name, scope);
  return name === undefined ? option : withoutPath({ ...option, name });
}

function withoutPath(option: ProtoOption): ProtoOption {
  if (option.path.length === 0) return option;
  const value = option.path.reduceRight<OptionValue>(
    (inner, key) => ({ kind: "map", entries: new Map([[key, inner]]) }),
    option.value,
  );
  return { ...option, path: [], value };
}

/** Values that were said of one key: the first as it is, more than one without what comes again. */
type Said = { readonly first: OptionValue; readonly all: Map<string, OptionValue> | undefined };

/** The last one counts; of aggregates that follow each other the fields are put together. */
function merge(options: readonly ProtoOption[]): ProtoOption[] {
  let last: ProtoOption | undefined;
  let said = new Map<string, Said>();
  for (const option of options.map(withoutPath)) {
    if (last?.value.kind !== "map") said = new Map();
    if (option.value.kind === "map") for (const [key, value] of option.value.entries) say(said, key, value);
    last = option;
  }
  if (last?.value.kind !== "map") return last === undefined ? [] : [last];
  const entries = new Map<string, OptionValue>();
  for (const [key, { first, all }] of said) {
    entries.set(key, all === undefined ? first : { kind: "list", values: [...all.values()] });
  }
  return [{ ...last, value: { kind: "map", entries } }];
}

function say(said: Map<string, Said>, key: string, value: OptionValue): void {
  const before = said.get(key);
  if (before === undefined) {
    said.set(key, { first: value, all: undefined });
    return;
  }
  const all = before.all ?? new Map<string, OptionValue>();
  if (before.all === undefined) addDistinct(all, before.first);
  addDistinct(all, value);
  said.set(key, { first: before.first, all });
}

function addDistinct(all: Map<string, OptionValue>, value: OptionValue): void {
  for (const one of value.kind === "list" ? value.values : [value]) {
    const key = JSON.stringify(comparable(one));
    if (!all.has(key)) all.set(key, one);
  }
}

function comparable(value: OptionValue): unknown {
  if (value.kind === "list") return value.values.map(comparable);
  if (value.kind !== "map") return [value.kind, value.text];
  return { entries: [...value.entries].sort(byKey).map(([key, inner]) => [key, comparable(inner)]) };
}

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]): number => compareText(a[0], b[0]);

function normalizeOptionValue(value: OptionValue, table: TypeTable, scope: string): OptionValue {
  switch (value.kind) {
    case "number":
      return { kind: "number", text: normalizeNumber(value.text) };
    case "list":
      return { kind: "list", values: value.values.map((one) => normalizeInner(one, table, scope)) };
    case "map":
      return normalizeMap(value, table, scope);
    default:
      return value;
  }
}

/** Inside an aggregate a list of one is that one. */
function normalizeInner(value: OptionValue, table: TypeTable, scope: string): OptionValue {
  const [only] = value.kind === "list" ? value.values : [];
  if (value.kind === "list" && value.values.length === 1 && only !== undefined) {
    return normalizeInner(only, table, scope);
  }
  return normalizeOptionValue(value, table, scope);
}

function normalizeMap(map: OptionMap, table: TypeTable, scope: string): OptionMap {
  const entries = new Map<string, OptionValue>();
  for (const [key, value] of map.entries) {
    if (value.kind === "list" && value.values.length === 0) continue;
    const extension = /^\[(.*)\]$/.exec(key)?.[1];
    const resolved = extension === undefined ? undefined : table.resolveExtension(extension, scope);
    const name = resolved === undefined ? key : `[${resolved}]`;
    if (!entries.has(name)) entries.set(name, normalizeInner(value, table, scope));
  }
  return { kind: "map", entries: new Map([...entries].sort(byKey)) };
}
