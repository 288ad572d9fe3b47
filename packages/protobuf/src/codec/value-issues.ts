import { inspect } from "node:util";
import { describeValue, type ValueIssue } from "@magicbyte/registry/serde";
import { ByteWriter } from "./byte-writer.js";
import { toStruct } from "./json-struct.js";
import type { FieldPlan, MessagePlan, ValuePlan } from "./message-plan.js";
import { type Fields, isSet, standsForMap, standsForMessage } from "./plain-object.js";
import type { Scalar } from "./scalars.js";
import { memberPath } from "./value-path.js";

/** A list of wrong items is not listed to its end. */
const MOST = 100;

type Search = {
  /** It has no room: what is written into it is lost. */
  readonly nowhere: ByteWriter;
  add(path: string, expected: string, value: unknown): void;
};
type Oneof = { readonly case?: unknown; readonly value?: unknown };

/**
 * All places where a value does not fit a message, after writing it has failed.
 *
 * @param showValues whether issues hold the values themselves, cut off, besides type and length
 */
export function findIssues(plan: MessagePlan, value: unknown, showValues: boolean): readonly ValueIssue[] {
  const found: ValueIssue[] = [];
  const add: Search["add"] = (path, expected, wrong) => {
    if (found.length === MOST) return;
    const shown = showValues ? ` ${inspect(wrong, { depth: 1, maxStringLength: 100, breakLength: Infinity })}` : "";
    found.push({ path, expected, actual: describe(wrong) + shown });
  };
  inMessage({ nowhere: new ByteWriter(), add }, plan, value, "");
  return found;
}

function inMessage(search: Search, plan: MessagePlan, value: unknown, path: string): void {
  if (!standsForMessage(value, plan.typeName)) {
    search.add(path, plan.typeName, value);
    return;
  }
  for (const { name, cases } of plan.oneofs) {
    const oneof = value[name] as Oneof | undefined | null;
    if (oneof === undefined || oneof === null) continue;
    const chosen = typeof oneof === "object" ? (oneof.case ?? undefined) : oneof;
    if (chosen === undefined || cases.has(chosen as string)) continue;
    const expected = [...cases].map((one) => JSON.stringify(one)).join(" | ");
    search.add(memberPath(memberPath(path, name), "case"), expected, chosen);
  }
  for (const field of plan.fields) inField(search, field, value, path);
}

function inField(search: Search, { name, shape }: FieldPlan, message: Fields, path: string): void {
  const value = message[name];
  const at = memberPath(path, name);
  switch (shape.kind) {
    case "oneof": {
      const oneof = message[shape.property] as Oneof | undefined | null;
      if (oneof?.case !== name) return;
      inValue(search, shape.value, oneof.value, memberPath(memberPath(path, shape.property), "value"));
      return;
    }
    case "explicit":
      if (isSet(message, name)) inValue(search, shape.value, value, at);
      else if (shape.required) search.add(at, `${nameOf(shape.value)} (required)`, undefined);
      return;
  }
  if (value === undefined || value === null) return;
  switch (shape.kind) {
    case "implicit":
      inValue(search, shape.value, value, at);
      return;
    case "list":
      inItems(search, shape.value, value, at);
      return;
    case "packed":
      inItems(search, { kind: "scalar", tag: shape.tag, scalar: shape.scalar }, value, at);
      return;
    case "map":
      inMap(search, shape, value, at);
  }
}

function inItems(search: Search, item: ValuePlan, value: unknown, path: string): void {
  if (!Array.isArray(value)) search.add(path, "an array", value);
  // By index: what is missing of an array is undefined.
  else for (let i = 0; i < value.length; i++) inValue(search, item, value[i], memberPath(path, i));
}

function inMap(
  search: Search,
  { key, keyOf, value: plan }: FieldPlan["shape"] & { readonly kind: "map" },
  value: unknown,
  path: string,
): void {
  if (!standsForMap(value)) {
    search.add(path, "an object of values by key", value);
    return;
  }
  for (const name of Object.keys(value)) {
    inScalar(search, { ...key.scalar, name: `a key of type ${key.scalar.name}` }, keyOf(name), path);
    inValue(search, plan, value[name], `${path}[${JSON.stringify(name)}]`);
  }
}

function inValue(search: Search, plan: ValuePlan, value: unknown, path: string): void {
  if (plan.kind === "scalar") inScalar(search, plan.scalar, value, path);
  else if (plan.kind === "wrapper") inScalar(search, plan.inner.scalar, value, path);
  else if (plan.kind === "json") inStruct(search, value, path);
  else inMessage(search, plan.message, value, path);
}

function inScalar(search: Search, scalar: Scalar, value: unknown, path: string): void {
  if (!scalar.put(search.nowhere, value)) search.add(path, scalar.name, value);
}

function inStruct(search: Search, value: unknown, path: string): void {
  if (toStruct(value) === undefined) search.add(path, "a JSON object", value);
  else for (const [name, member] of Object.entries(value as object)) inJson(search, member, memberPath(path, name));
}

function inJson(search: Search, value: unknown, path: string): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) inJson(search, value[i], memberPath(path, i));
  } else if (typeof value === "object" && value !== null) {
    inStruct(search, value, path);
  } else if (!["string", "number", "boolean"].includes(typeof value) && value !== null) {
    search.add(path, "a JSON value", value);
  }
}

function nameOf(plan: ValuePlan): string {
  if (plan.kind === "scalar") return plan.scalar.name;
  if (plan.kind === "wrapper") return plan.inner.scalar.name;
  return plan.kind === "json" ? "a JSON object" : plan.message.typeName;
}

/** Messages are told apart by the names of their types, which are no data. */
function describe(value: unknown): string {
  const named = typeof value === "object" && value !== null ? (value as { $typeName?: unknown }).$typeName : undefined;
  return typeof named === "string" ? named.slice(0, 200) : describeValue(value);
}
