import type { AvroDifference } from "./compare.js";
import type { IncompatibilityType } from "./verdict.js";

/** The words of Confluent's Avro provider; `%s` stands for the reader's schema, and then for the writer's. */
const DESCRIPTIONS: Readonly<
  Record<Exclude<IncompatibilityType, "AMBIGUOUS_FIELD_ALIAS">, (path: string, detail: string) => string>
> = {
  FIXED_SIZE_MISMATCH: (path) =>
    `The size of FIXED type field at path '${path}' in the %s schema does not match with the %s schema`,
  TYPE_MISMATCH: (path) => `The type (path '${path}') of a field in the %s schema does not match with the %s schema`,
  NAME_MISMATCH: (path) => `The name of the schema has changed (path '${path}')`,
  MISSING_ENUM_SYMBOLS: (path, detail) =>
    `The %s schema is missing enum symbols '${detail}' at path '${path}' in the %s schema`,
  MISSING_UNION_BRANCH: (path) =>
    `The %s schema is missing a type inside a union field at path '${path}' in the %s schema`,
  READER_FIELD_MISSING_DEFAULT_VALUE: (path, detail) =>
    `The field '${detail}' at path '${path}' in the %s schema has no default value and is missing in the %s schema`,
};

/** An incompatibility as the registry prints it, with `%s` where it says "new" or "old". */
export function printAvroIncompatibility({ type, path, detail }: AvroDifference): string {
  // The reference's comparison ends with an exception there, which is all that it reports.
  if (type === "AMBIGUOUS_FIELD_ALIAS") return `Unexpected exception during compatibility check: ${detail}`;
  const describe = Object.hasOwn(DESCRIPTIONS, type) ? DESCRIPTIONS[type as keyof typeof DESCRIPTIONS] : () => "";
  return `{errorType:'${type}', description:'${describe(path, detail)}', additionalInfo:'${detail}'}`;
}
