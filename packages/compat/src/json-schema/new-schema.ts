import type { ArraySchema, NumberSchema, ObjectSchema, Schema, SchemaAttributes, StringSchema } from "./model.js";

/** The names that `type` may give. */
export const TYPE_NAMES = ["string", "integer", "number", "boolean", "null", "array", "object"] as const;

/** A name that `type` may give. */
export type TypeName = (typeof TYPE_NAMES)[number];

/** Whether `type` may give this name. */
export function isTypeName(name: string): name is TypeName {
  return (TYPE_NAMES as readonly string[]).includes(name);
}

/** Where a part of a schema stands; what the schema says about itself is said of the whole, not of its parts. */
export type Origin = Pick<SchemaAttributes, "source" | "document" | "offset">;

export function newObject(origin: Origin): ObjectSchema {
  return {
    kind: "object",
    ...origin,
    properties: new Map(),
    patternProperties: new Map(),
    required: new Set(),
    permitsAdditional: true,
    propertyDependencies: new Map(),
    schemaDependencies: new Map(),
  };
}

export function newArray(origin: Origin): ArraySchema {
  return { kind: "array", ...origin, items: [], permitsAdditional: true };
}

export function newNumber(origin: Origin): NumberSchema {
  return { kind: "number", ...origin };
}

export function newString(origin: Origin): StringSchema {
  return { kind: "string", ...origin };
}

/** What a type's name alone stands for. */
export function newOfType(type: TypeName, origin: Origin): Schema {
  if (type === "object") return newObject(origin);
  if (type === "array") return newArray(origin);
  if (type === "string") return newString(origin);
  if (type === "integer") return { ...newNumber(origin), integer: true };
  return type === "number" ? newNumber(origin) : { kind: type, ...origin };
}
