import type { JsonValue } from "../json-text/json-value.js";
import type { References } from "../options.js";
import { type Dialect, idKeyword, isModern } from "./dialect.js";
import { below, type DocumentText, type Place } from "./place.js";
import { readSchemaJson } from "./read-json.js";
import { resolveUri, splitFragment } from "./uri.js";

/** A value, and where it stands. */
export type Located = { readonly json: JsonValue; readonly place: Place };

type Document = { readonly root: Located; named?: ReadonlyMap<string, Located> };

/** Meta-schemas are not fetched: they allow any schema, and nothing in them is ever compared with a user's schema. */
const META_SCHEMA = /^https?:\/\/json-schema\.org\/(draft-0[467]|draft\/(2019-09|2020-12))\//;
const ANYTHING: JsonValue = { kind: "boolean", value: true, offset: 0 };

/** The texts that a `$ref` may lead to. */
export type Documents = {
  readonly root: Located;
  /** What a `$ref` at a place refers to; undefined if there is no such thing. */
  find(ref: string, place: Place): Located | undefined;
};

/** The documents of a schema: its own, and those that it references by name. */
export function createDocuments(root: JsonValue, text: string, references: References, dialect: Dialect): Documents {
  const idName = idKeyword(dialect);
  const base = enter(root, "");
  const main = createDocument(root, { text, reference: undefined }, "");
  const names = new Map<string, string>();
  const loaded = new Map<string, Document | undefined>();
  for (const name of Object.keys(references)) {
    const { uri } = splitFragment(name);
    for (const alias of [uri, resolveUri("", uri), resolveUri(base, uri)])
      if (!names.has(alias)) names.set(alias, name);
  }

  function enter(json: JsonValue, outer: string): string {
    const id = json.kind === "object" ? json.members.get(idName) : undefined;
    return id?.kind === "string" && !id.value.startsWith("#") ? resolveUri(outer, id.value) : outer;
  }

  function createDocument(json: JsonValue, document: DocumentText, uri: string): Document {
    return { root: { json, place: { document, base: enter(json, uri) } } };
  }

  function referenced(uri: string): Document | undefined {
    const name = names.get(uri);
    if (name === undefined) return undefined;
    if (!loaded.has(name)) {
      const referenceText = references[name] as string;
      const json = readSchemaJson(referenceText, name);
      const document = { text: referenceText, reference: name };
      loaded.set(name, json === undefined ? undefined : createDocument(json, document, resolveUri(base, name)));
    }
    return loaded.get(name);
  }

  /** Everything in a document that has a name of its own: by URI, and by URI and anchor. */
  function namesIn(document: Document): ReadonlyMap<string, Located> {
    document.named ??= collectNames(document.root, enter, idName);
    return document.named;
  }

  /** The values that a pointer or an anchor may be meant to start from, the likeliest first. */
  function startsFor(ref: string, uri: string, place: Place): readonly (Document | Located)[] {
    const own = loaded.get(place.document.reference ?? "") ?? main;
    const embedded = [namesIn(own).get(uri), namesIn(main).get(uri)].filter((found) => found !== undefined);
    if (ref.startsWith("#")) return isModern(dialect) ? [...embedded, own] : [own, ...embedded];
    const document = referenced(uri) ?? referenced(splitFragment(ref).uri);
    const same = uri === own.root.place.base ? [own] : uri === main.root.place.base ? [main] : [];
    return [...same, ...embedded, ...(document === undefined ? [] : [document])];
  }

  function lookUp(start: Document | Located, uri: string, fragment: string): Located | undefined {
    const from = "root" in start ? start.root : start;
    if (fragment === "" || fragment === "/") return from;
    if (fragment.startsWith("/")) return follow(from, fragment.slice(1).split("/"), enter);
    return "root" in start
      ? (namesIn(start).get(`${uri}#${fragment}`) ?? namesIn(start).get(`${from.place.base}#${fragment}`))
      : undefined;
  }

  return {
    root: main.root,
    find(ref, place) {
      const { fragment: encoded } = splitFragment(ref);
      const uri = resolveUri(place.base, ref);
      const fragment = decode(encoded);
      for (const start of startsFor(ref, uri, place)) {
        const found = lookUp(start, uri, fragment);
        if (found !== undefined) return found;
      }
      return META_SCHEMA.test(uri) ? { json: ANYTHING, place } : undefined;
    },
  };
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** Follows a JSON pointer. `$defs` also finds `definitions`: the reference copies these into it. */
function follow(
  from: Located,
  segments: readonly string[],
  enter: (json: JsonValue, base: string) => string,
): Located | undefined {
  let { json, place } = from;
  for (const escaped of segments) {
    const segment = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
    const next = member(json, segment) ?? (segment === "$defs" ? member(json, "definitions") : undefined);
    if (next === undefined) return undefined;
    const at = below(place, segment);
    json = next;
    place = { ...at, base: enter(next, at.base) };
  }
  return { json, place };
}

function member(json: JsonValue, segment: string): JsonValue | undefined {
  if (json.kind === "object") return json.members.get(segment);
  return json.kind === "array" && /^\d{1,9}$/.test(segment) ? json.items[Number(segment)] : undefined;
}

function collectNames(
  root: Located,
  enter: (json: JsonValue, base: string) => string,
  idName: string,
): ReadonlyMap<string, Located> {
  const named = new Map<string, Located>();
  const add = (name: string, located: Located) => named.has(name) || named.set(name, located);
  const pending: Located[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { json, place } = next;
    if (json.kind === "array") {
      json.items.forEach((item, index) => {
        if (item.kind === "object" || item.kind === "array")
          pending.push({ json: item, place: below(place, String(index)) });
      });
      continue;
    }
    if (json.kind !== "object") continue;
    const inner: Place = { ...place, base: enter(json, place.base) };
    const located = { json, place: inner };
    const id = json.members.get(idName);
    if (id?.kind === "string")
      add(id.value.startsWith("#") ? inner.base + id.value : splitFragment(inner.base).uri, located);
    for (const keyword of ["$anchor", "$dynamicAnchor"]) {
      const anchor = json.members.get(keyword);
      if (anchor?.kind === "string") add(`${inner.base}#${anchor.value}`, located);
    }
    for (const [name, value] of json.members) {
      if ((value.kind === "object" || value.kind === "array") && name !== "enum" && name !== "const")
        pending.push({ json: value, place: below(inner, name) });
    }
  }
  return named;
}
