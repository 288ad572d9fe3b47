import type { JsonArray, JsonObject, JsonValue } from "../json-text/json-value.js";
import { branchKey, findDefinition } from "./definitions.js";
import {
  type AvroArray,
  type AvroMap,
  type AvroType,
  type AvroUnion,
  isPrimitiveKind,
  type Mutable,
  UNRESOLVED,
} from "./model.js";
import { makeName } from "./names.js";
import {
  aKind,
  fail,
  NO_PROPS,
  otherMembers,
  type ParseContext,
  placeOf,
  requiredText,
  type Slot,
  TYPE_MEMBERS,
} from "./parse-context.js";
import { parseNamed } from "./parse-named.js";

const A_TYPE = 'a type: a name, a list of types, or an object with a "type"';

/** Parses a type into its place. It recurses: the text's nesting was limited before. */
export function parseType(
  context: ParseContext,
  json: JsonValue,
  namespace: string | undefined,
  pointer: string,
  slot: Slot,
): void {
  if (json.kind === "string") useName(context, json, json.value, namespace, pointer, slot);
  else if (json.kind === "array") parseUnion(context, json, namespace, pointer, slot);
  else if (json.kind === "object") parseObject(context, json, namespace, pointer, slot);
  else fail(context.source, { offset: json.offset, pointer }, `a type is ${aKind(json)}`, A_TYPE);
}

function parseObject(
  context: ParseContext,
  json: JsonObject,
  namespace: string | undefined,
  pointer: string,
  slot: Slot,
): void {
  const kind = requiredText(context, json, pointer, "type");
  if (kind === "record" || kind === "error" || kind === "enum" || kind === "fixed")
    slot(parseNamed(context, json, kind, namespace, pointer));
  else if (kind === "array" || kind === "map") parseContainer(context, json, kind, namespace, pointer, slot);
  else if (isPrimitiveKind(kind))
    slot({ kind, props: otherMembers(json, TYPE_MEMBERS), place: placeOf(context, json) });
  else useName(context, json, kind, namespace, pointer, slot);
}

function useName(
  context: ParseContext,
  json: JsonValue,
  written: string,
  namespace: string | undefined,
  pointer: string,
  slot: Slot,
): void {
  if (isPrimitiveKind(written)) {
    slot({ kind: written, props: NO_PROPS, place: placeOf(context, json) });
    return;
  }
  const { full, name } = written.includes(".") ? { full: written, name: written } : makeName(written, namespace);
  const known = findDefinition(context.definitions, written, full);
  if (known !== undefined) slot(known);
  else
    context.definitions.unresolved.push({ full, simple: name, place: placeOf(context, json), pointer, resolve: slot });
}

function parseContainer(
  context: ParseContext,
  json: JsonObject,
  kind: "array" | "map",
  namespace: string | undefined,
  pointer: string,
  slot: Slot,
): void {
  const member = kind === "array" ? "items" : "values";
  const inner = json.members.get(member);
  if (inner === undefined)
    fail(
      context.source,
      { offset: json.offset, pointer },
      `the ${kind} has no "${member}"`,
      `"${member}", the type of what it holds`,
    );
  const common = { props: otherMembers(json, TYPE_MEMBERS), place: placeOf(context, json) };
  const innerPlace = placeOf(context, inner);
  const innerPointer = `${pointer}/${member}`;
  if (kind === "array") {
    const array: Mutable<AvroArray> = { kind, items: UNRESOLVED, itemsPlace: innerPlace, ...common };
    slot(array);
    context.parseType(inner, namespace, innerPointer, (type) => {
      array.items = type;
    });
  } else {
    const map: Mutable<AvroMap> = { kind, values: UNRESOLVED, valuesPlace: innerPlace, ...common };
    slot(map);
    context.parseType(inner, namespace, innerPointer, (type) => {
      map.values = type;
    });
  }
}

function parseUnion(
  context: ParseContext,
  json: JsonArray,
  namespace: string | undefined,
  pointer: string,
  slot: Slot,
): void {
  const branches: AvroType[] = [];
  const branchPlaces = json.items.map((item) => placeOf(context, item));
  const union: AvroUnion = { kind: "union", branches, branchPlaces, props: NO_PROPS, place: placeOf(context, json) };
  slot(union);
  for (const [at, item] of json.items.entries()) {
    if (item.kind === "array")
      fail(
        context.source,
        { offset: item.offset, pointer: `${pointer}/${at}` },
        "a union is directly inside a union",
        "its types in the outer union",
      );
    context.parseType(item, namespace, `${pointer}/${at}`, (type) => {
      branches[at] = type;
    });
  }
  // A name may stand for the same type as another branch, which is only known when all names are.
  context.checks.push(() => checkBranches(context, union, pointer));
}

function checkBranches(context: ParseContext, union: AvroUnion, pointer: string): void {
  const seen = new Set<string>();
  for (const [at, branch] of union.branches.entries()) {
    const key = branchKey(branch);
    if (seen.has(key)) {
      const offset = union.branchPlaces[at]?.offset ?? union.place.offset;
      fail(context.source, { offset, pointer: `${pointer}/${at}` }, `the union holds ${key} twice`, "every type once");
    }
    seen.add(key);
  }
}
