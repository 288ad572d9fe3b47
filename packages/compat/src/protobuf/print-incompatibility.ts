import type { Difference } from "../difference.js";

/** The words of Confluent's Protobuf provider; `%s` stands for the reader's schema, and then for the writer's. */
const DESCRIPTIONS: Readonly<Record<string, (path: string) => string>> = {
  PACKAGE_CHANGED: (path) => `The package at '${path}' in the %s schema does not match the package in the %s schema`,
  MESSAGE_REMOVED: (path) => `The %s schema is missing a MESSAGE type at path '${path}' in the %s schema`,
  FIELD_KIND_CHANGED: (path) => `The type of a field at path '${path}' in the %s schema does not match the %s schema`,
  FIELD_SCALAR_KIND_CHANGED: (path) =>
    `The kind of a SCALAR field at path '${path}' in the %s schema does not match its kind in the %s schema`,
  FIELD_NAMED_TYPE_CHANGED: (path) =>
    `The type of a MESSAGE field at path '${path}' in the %s schema does not match its type in the %s schema`,
  FIELD_NUMERIC_LABEL_CHANGED: (path) =>
    `The label for a NUMERIC field at path '${path}' in the %s schema does not match its label in the %s schema`,
  // Two blanks: the reference's.
  REQUIRED_FIELD_ADDED: (path) => `A required field  at path '${path}' in the %s schema is missing in the %s schema`,
  REQUIRED_FIELD_REMOVED: (path) => `The %s schema is missing a required field at path: '${path}' in the %s schema`,
  ONEOF_FIELD_REMOVED: (path) => `The %s schema is missing a oneof field at path '${path}' in the %s schema`,
  MULTIPLE_FIELDS_MOVED_TO_ONEOF: (path) =>
    `Multiple fields in the oneof at path '${path}' in the %s schema are outside a oneof in the %s schema`,
  FIELD_MOVED_TO_EXISTING_ONEOF: (path) =>
    `A field in the oneof at path '${path}' in the %s schema is outside an existing oneof in the %s schema`,
};

/** An incompatibility as the registry prints it, with `%s` where it says "new" or "old". */
export function printProtobufIncompatibility({ type, path }: Difference): string {
  return `{errorType:"${type}", description:"${DESCRIPTIONS[type]?.(path) ?? ""}"}`;
}
