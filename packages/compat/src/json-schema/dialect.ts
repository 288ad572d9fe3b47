import type { JsonValue } from "../json-text/json-value.js";

/** The versions of JSON Schema that are read differently. */
export type Dialect = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";

const META_SCHEMA = /^https?:\/\/json-schema\.org\/(?:draft-0([467])\/|draft\/(2019-09|2020-12)\/)schema/;
const BY_NUMBER = { 4: "draft-04", 6: "draft-06", 7: "draft-07" } as const;

/** The dialect that a schema's `$schema` names; draft-07 where it names none, or one that nobody knows. */
export function dialectOf(root: JsonValue): Dialect {
  const schema = root.kind === "object" ? root.members.get("$schema") : undefined;
  const match = schema?.kind === "string" ? META_SCHEMA.exec(schema.value) : null;
  if (match === null) return "draft-07";
  return match[1] === undefined ? (match[2] as Dialect) : BY_NUMBER[match[1] as "4" | "6" | "7"];
}

/** Whether the reference reads it with its modern loader, json-sKema, and then translates what that gives. */
export function isModern(dialect: Dialect): boolean {
  return dialect === "2019-09" || dialect === "2020-12";
}

/** The keyword that names a schema. */
export function idKeyword(dialect: Dialect): "id" | "$id" {
  return dialect === "draft-04" ? "id" : "$id";
}
