import { formatOf, type SchemaType } from "./format.js";
import type { References } from "./options.js";

/** What {@link reservedFieldConflicts} looks at. */
export type ReservedFieldsCheck = {
  readonly type: SchemaType;
  /** The version that is to be registered. */
  readonly schema: string;
  readonly references?: References | undefined;
  /** The properties of its metadata. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
  /** The properties of the latest version's metadata; none where there is no version. */
  readonly previousProperties?: Readonly<Record<string, string>> | undefined;
};

/** The property that lists, between commas, names that no field may have. */
const RESERVED = "confluent:reserved";

/**
 * What the registry says, with `validateFields`, of reserved fields: none may be taken out of the list, and no field of
 * a record, of an object's own `properties` or of a file's messages may be called like one. Nested ones may. It holds at
 * every level, NONE included, and comes before the {@link incompatibilityMessages}.
 *
 * @throws SchemaError when the text cannot be parsed
 */
export function reservedFieldConflicts(check: ReservedFieldsCheck): string[] {
  const reserved = reservedIn(check.properties);
  const removed = [...reservedIn(check.previousProperties)].filter((name) => !reserved.has(name));
  const fields =
    reserved.size === 0
      ? new Set<string>()
      : new Set(formatOf(check.type).topLevelNames(check.schema, { references: check.references, strict: false }));
  return [
    ...removed.map(
      (name) =>
        `The new schema has reserved field ${name} removed from its metadata which is present in the old schema's metadata.`,
    ),
    ...[...reserved]
      .filter((name) => fields.has(name))
      .map((name) => `The new schema has field that conflicts with the reserved field ${name}.`),
  ];
}

function reservedIn(properties: Readonly<Record<string, string>> | undefined): Set<string> {
  const list = properties !== undefined && Object.hasOwn(properties, RESERVED) ? properties[RESERVED] : undefined;
  return new Set(
    (list ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  );
}
