import type { Difference } from "../difference.js";

/** Sentences of Confluent's JSON Schema provider, and the kinds of differences that they are said of. */
const DESCRIPTIONS: readonly (readonly [kinds: string, describe: (path: string) => string])[] = [
  [
    "MAXIMUM_ADDED MINIMUM_ADDED EXCLUSIVE_MAXIMUM_ADDED EXCLUSIVE_MINIMUM_ADDED MULTIPLE_OF_ADDED MAX_LENGTH_ADDED " +
      "MIN_LENGTH_ADDED PATTERN_ADDED REQUIRED_ATTRIBUTE_ADDED MAX_PROPERTIES_ADDED MIN_PROPERTIES_ADDED " +
      "DEPENDENCY_ARRAY_ADDED DEPENDENCY_SCHEMA_ADDED MAX_ITEMS_ADDED MIN_ITEMS_ADDED MAX_CONTAINS_ADDED " +
      "MIN_CONTAINS_ADDED UNIQUE_ITEMS_ADDED ADDITIONAL_ITEMS_REMOVED ADDITIONAL_PROPERTIES_REMOVED " +
      "UNEVALUATED_PROPERTIES_REMOVED UNEVALUATED_ITEMS_REMOVED",
    (path) => `The keyword at path '${path}' in the %s schema is not present in the %s schema`,
  ],
  [
    "MIN_LENGTH_INCREASED MINIMUM_INCREASED EXCLUSIVE_MINIMUM_INCREASED MIN_PROPERTIES_INCREASED MULTIPLE_OF_EXPANDED " +
      "MIN_ITEMS_INCREASED MIN_CONTAINS_INCREASED",
    (path) => `The value at path '${path}' in the %s schema is more than its value in the %s schema`,
  ],
  [
    "MAX_LENGTH_DECREASED MAXIMUM_DECREASED MAX_ITEMS_DECREASED MAX_CONTAINS_DECREASED EXCLUSIVE_MAXIMUM_DECREASED " +
      "MAX_PROPERTIES_DECREASED",
    (path) => `The value at path '${path}' in the %s schema is less than its value in the %s schema`,
  ],
  [
    "PATTERN_CHANGED MULTIPLE_OF_CHANGED DEPENDENCY_ARRAY_CHANGED",
    (path) => `The value at path '${path}' is different between the %s and %s schema`,
  ],
  [
    "ADDITIONAL_ITEMS_NARROWED ENUM_ARRAY_NARROWED SUM_TYPE_NARROWED ADDITIONAL_PROPERTIES_NARROWED " +
      "UNEVALUATED_PROPERTIES_NARROWED UNEVALUATED_ITEMS_NARROWED",
    (path) => `An array or combined type at path '${path}' has fewer elements in the %s schema than the %s schema`,
  ],
  [
    "DEPENDENCY_ARRAY_EXTENDED PRODUCT_TYPE_EXTENDED SUM_TYPE_EXTENDED NOT_TYPE_EXTENDED",
    (path) => `An array or combined type at path '${path}' has more elements in the %s schema than the %s schema`,
  ],
  [
    "TYPE_CHANGED TYPE_NARROWED COMBINED_TYPE_CHANGED COMBINED_TYPE_SUBSCHEMAS_CHANGED ENUM_ARRAY_CHANGED",
    (path) => `A type at path '${path}' is different between the %s schema and the %s schema`,
  ],
  [
    "REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL " +
      "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL ITEM_ADDED_TO_OPEN_CONTENT_MODEL",
    (path) =>
      `The %s schema has an open content model and has a property or item at path '${path}' which is missing in the %s schema`,
  ],
  [
    "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL",
    (path) =>
      `The %s schema has an unopen content model and has a required property at path '${path}' which is missing in the %s schema`,
  ],
  [
    "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL",
    (path) =>
      `The %s has a closed content model and is missing a property or item present at path '${path}' in the %s schema`,
  ],
  [
    "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL " +
      "ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
    (path) =>
      `A property or item is missing in the %s schema but present at path '${path}' in the %s schema and is not covered by its partially open content model`,
  ],
  [
    "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
    (path) =>
      `The %s schema has a property or item at path '${path}' which is missing in the %s schema and is not covered by its partially open content model`,
  ],
];

const BY_KIND: ReadonlyMap<string, (path: string) => string> = new Map(
  DESCRIPTIONS.flatMap(([kinds, describe]) => kinds.split(" ").map((kind) => [kind, describe] as const)),
);

/**
 * An incompatibility as the registry prints it, with `%s` where it says "new" or "old". What it says nothing of, such
 * as SCHEMA_ADDED, has an empty description; and the quote at the end is not the one at the beginning.
 */
export function printJsonSchemaIncompatibility({ type, path }: Difference): string {
  return `{errorType:"${type}", description:"${BY_KIND.get(type)?.(path) ?? ""}'}`;
}
