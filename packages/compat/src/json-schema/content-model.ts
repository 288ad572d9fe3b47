import type { ArraySchema, ObjectSchema, Schema } from "./model.js";

/** Whether an object or an array may have more than is named, and whatever it is. */
export function isOpen(schema: ObjectSchema | ArraySchema): boolean {
  if (schema.kind === "object" && schema.patternProperties.size > 0) return false;
  const anythingUnevaluated =
    schema.unevaluated === undefined || schema.unevaluated.kind === "empty" || schema.unevaluated.kind === "true";
  return schema.permitsAdditional && schema.additional === undefined && anythingUnevaluated;
}

/** What the rest of an object or an array must be, if it may have one that must be something. */
export function restOf(schema: ObjectSchema | ArraySchema): Schema | undefined {
  if (schema.additional !== undefined) return schema.additional;
  if (!schema.permitsAdditional || schema.unevaluated?.kind === "false") return undefined;
  return schema.unevaluated;
}
