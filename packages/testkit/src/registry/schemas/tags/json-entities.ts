import { isObject, type JsonTree, type JsonTreeObject, memberOf } from "./json-tree.js";
import type { EntityType } from "./tagged-entity.js";

/** A part of a JSON text that can have tags, and the object that holds them. */
export type JsonEntity = { readonly path: string; readonly type: EntityType; readonly node: JsonTreeObject };

/** The records and fields of an Avro schema, by their full names. */
export function avroEntities(root: JsonTree): readonly JsonEntity[] {
  const entities: JsonEntity[] = [];
  const pending: { readonly tree: JsonTree | undefined; readonly namespace: string }[] = [
    { tree: root, namespace: "" },
  ];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { tree, namespace } = next;
    if (Array.isArray(tree)) pending.unshift(...tree.map((branch) => ({ tree: branch, namespace })));
    if (!isObject(tree)) continue;
    const fields = memberOf(tree, "fields");
    if (Array.isArray(fields)) {
      const fullName = fullNameOf(tree, namespace);
      const inner = fullName.slice(0, Math.max(0, fullName.lastIndexOf(".")));
      entities.push({ path: fullName, type: "sr_record", node: tree });
      for (const field of fields.filter(isObject)) {
        entities.push({ path: `${fullName}.${memberOf(field, "name")}`, type: "sr_field", node: field });
      }
      pending.unshift(...fields.filter(isObject).map((field) => ({ tree: memberOf(field, "type"), namespace: inner })));
    } else {
      pending.unshift(...["type", "items", "values"].map((name) => ({ tree: memberOf(tree, name), namespace })));
    }
  }
  return entities;
}

function fullNameOf(tree: JsonTreeObject, outer: string): string {
  const name = String(memberOf(tree, "name"));
  if (name.includes(".")) return name;
  const namespace = memberOf(tree, "namespace") ?? outer;
  return namespace === "" ? name : `${namespace}.${name}`;
}

/** How a combination of schemas is called in a path. */
const COMBINATIONS = ["allOf", "anyOf", "oneOf"] as const;

/** The objects and properties of a JSON Schema, by where they stand. */
export function jsonSchemaEntities(root: JsonTree): readonly JsonEntity[] {
  const entities: JsonEntity[] = [];
  const pending: { readonly tree: JsonTree | undefined; readonly path: string }[] = [{ tree: root, path: "" }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { tree } = next;
    if (!isObject(tree)) continue;
    const under = next.path === "" ? "" : `${next.path}.`;
    const properties = memberOf(tree, "properties");
    if (isObject(properties)) {
      const path = `${under}object`;
      entities.push({ path, type: "sr_record", node: tree });
      for (const [name, property] of Object.entries(properties)) {
        if (isObject(property)) entities.push({ path: `${path}.${name}`, type: "sr_field", node: property });
        pending.push({ tree: property, path: `${path}.${name}` });
      }
    }
    pending.push({ tree: memberOf(tree, "items"), path: `${under}array` });
    pending.push({ tree: memberOf(tree, "not"), path: `${under}not` });
    for (const keyword of COMBINATIONS) {
      const branches = memberOf(tree, keyword);
      if (!Array.isArray(branches)) continue;
      pending.push(...branches.map((branch, at) => ({ tree: branch, path: `${under}${keyword.toLowerCase()}.${at}` })));
    }
  }
  return entities;
}
