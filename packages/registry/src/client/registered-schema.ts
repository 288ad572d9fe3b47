import { type JsonObject, schemaIdMember, stringMember } from "./json-shape.js";
import type { RegisteredSchema, SchemaInput, StoredSchema } from "./schema-types.js";

/**
 * A schema as a server sent it, with what older servers leave out filled in: no schemaType means AVRO, no references
 * means none. Members that are not known here are kept. It is shared by everybody who asks, so it is frozen.
 */
export function storedSchema(object: JsonObject, what: string, known: JsonObject = {}): StoredSchema {
  const merged = { ...known, ...withoutNulls(object) };
  return deepFreeze<StoredSchema>({
    ...merged,
    schema: stringMember(merged, "schema", what),
    schemaType: typeof merged["schemaType"] === "string" ? merged["schemaType"] : "AVRO",
    references: Array.isArray(merged["references"]) ? merged["references"] : [],
  });
}

/** The same for a schema that must have an id. */
export function registeredSchema(object: JsonObject, what: string, known: JsonObject = {}): RegisteredSchema {
  const id = schemaIdMember({ ...known, ...withoutNulls(object) }, what);
  return storedSchema(object, what, { ...known, id }) as RegisteredSchema;
}

/** The body of a request that sends a schema: empty members stay away, as older servers want it. */
export function schemaBody(input: SchemaInput): JsonObject {
  const { schema, schemaType, references, metadata, ruleSet } = input;
  return {
    schema,
    // Servers before 5.5 know Avro only, and refuse the member.
    ...(schemaType === undefined || schemaType === "AVRO" ? {} : { schemaType }),
    ...(references === undefined || references.length === 0 ? {} : { references }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(ruleSet === undefined ? {} : { ruleSet }),
  };
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
