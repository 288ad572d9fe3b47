import type { JsonObject, JsonValue } from "../json-text/json-value.js";
import { type Dialect, idKeyword, isModern } from "./dialect.js";
import type { Documents } from "./documents.js";
import { keywordOf, requireString } from "./keyword.js";
import { loadLegacyObject } from "./load-legacy.js";
import { loadModernObject } from "./load-modern.js";
import { type Loader, readAttributes } from "./loader.js";
import type { ReferenceSchema, Schema } from "./model.js";
import { fail, type Place } from "./place.js";
import { call, run, type Task } from "./trampoline.js";
import { resolveUri } from "./uri.js";

type PendingReference = { readonly reference: ReferenceSchema; readonly json: JsonObject; readonly place: Place };

/** Up to here, what is referred to is loaded apart from what stands in its place; a hostile schema shares it. */
const MAX_COPIES = 100_000;

/**
 * Loads a schema and all that it refers to.
 *
 * @throws SchemaError for what the reference's loader would not load
 */
export function loadSchema(documents: Documents, dialect: Dialect): Schema {
  /** What stands in its place, and what is referred to: the reference loads them apart, and compares them apart. */
  const inPlace = new Map<JsonValue, Schema>();
  const targets = new Map<JsonValue, Schema>();
  let count = 0;
  const pending: PendingReference[] = [];

  const loader: Loader = {
    dialect,
    *load(json, place) {
      const known = ++count > MAX_COPIES ? inPlace.get(json) : undefined;
      if (known !== undefined) return known;
      const schema = yield* call(loadAny(loader, json, place));
      inPlace.set(json, schema);
      return schema;
    },
    refer(json, place) {
      const keyword = ["$ref", "$dynamicRef"].map((name) => keywordOf(json, place, name)).find((found) => found);
      const ref = keyword === undefined ? "#" : requireString(keyword);
      const reference: ReferenceSchema = { kind: "reference", ref, ...readAttributes(json, place, dialect) };
      pending.push({ reference, json, place: keyword?.place ?? place });
      return reference;
    },
  };

  /** In draft-04, what stands beside a `$ref` extends what it refers to. The first reference to it decides how. */
  function targetOf({ reference, json, place }: PendingReference): Schema {
    const target = documents.find(reference.ref, place);
    if (target === undefined) {
      const value = json.members.get("$ref") ?? json.members.get("$dynamicRef") ?? json;
      return fail(place, value, "a reference to something that is there", JSON.stringify(reference.ref.slice(0, 200)));
    }
    const known = targets.get(target.json);
    if (known !== undefined) return known;
    const extending = dialect === "draft-04" && target.json.kind === "object" && json.members.size > 1;
    const schema = run(loader.load(extending ? extend(target.json, json) : target.json, target.place));
    targets.set(target.json, schema);
    return schema;
  }

  const root = run(loader.load(documents.root.json, documents.root.place));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) next.reference.target = targetOf(next);
  return root;
}

/** What is referred to, with what stands beside the `$ref`. */
function extend(target: JsonValue, json: JsonObject): JsonValue {
  if (target.kind !== "object") return target;
  return { ...target, members: new Map([...target.members, ...[...json.members].filter(([name]) => name !== "$ref")]) };
}

function* loadAny(loader: Loader, json: JsonValue, place: Place): Task<Schema> {
  if (json.kind === "boolean" && loader.dialect !== "draft-04")
    return { kind: json.value ? "true" : "false", document: place.document, offset: json.offset };
  if (json.kind !== "object")
    return fail(
      place,
      json,
      loader.dialect === "draft-04" ? "a schema: an object" : "a schema: an object or a boolean",
    );
  const id = json.members.get(idKeyword(loader.dialect));
  // The place of a document's root has its base already.
  const base = id?.kind === "string" && !id.value.startsWith("#") ? resolveUri(place.base, id.value) : place.base;
  const inner = base === place.base ? place : { ...place, base };
  return isModern(loader.dialect)
    ? yield* loadModernObject(loader, json, inner)
    : yield* loadLegacyObject(loader, json, inner);
}
