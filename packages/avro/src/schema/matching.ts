import type { FieldModel, Model, NamedModel, PrimitiveKind, RecordModel } from "./model.js";
import { unqualified } from "./names.js";

const PROMOTIONS: ReadonlyMap<string, readonly string[]> = new Map<PrimitiveKind, readonly PrimitiveKind[]>([
  ["int", ["long", "float", "double"]],
  ["long", ["float", "double"]],
  ["float", ["double"]],
  ["string", ["bytes"]],
  ["bytes", ["string"]],
]);

/** Whether values of one type are read as another by Avro's rules. */
export function promotes(from: string, to: string): boolean {
  return PROMOTIONS.get(from)?.includes(to) === true;
}

/** Whether a reader's type takes a writer's by its name: as the standard says, namespaces do not matter. */
export function namesMatch(reader: NamedModel, writer: NamedModel): boolean {
  const name = unqualified(writer.name);
  return unqualified(reader.name) === name || reader.aliases.some((alias) => unqualified(alias) === name);
}

/** Whether two types match as they stand, whatever is inside; branches of unions are chosen by it. */
export function matchesExactly(reader: Model, writer: Model): boolean {
  if (reader.kind !== writer.kind) return false;
  if (!("name" in reader)) return true;
  const { name } = writer as NamedModel;
  return reader.name === name || reader.aliases.includes(name);
}

/** The writer's field for each of the reader's, by name first and by the reader's aliases for those without. */
export function matchFields(reader: RecordModel, writer: RecordModel): ReadonlyMap<FieldModel, FieldModel> {
  const matches = new Map<FieldModel, FieldModel>();
  const taken = new Set<FieldModel>();
  const match = (field: FieldModel, names: readonly string[]) => {
    const found = writer.fields.find((other) => names.includes(other.name) && !taken.has(other));
    if (found === undefined || matches.has(field)) return;
    taken.add(found);
    matches.set(field, found);
  };
  for (const field of reader.fields) match(field, [field.name]);
  for (const field of reader.fields) match(field, field.aliases);
  return matches;
}

/** What two logical types count in, where both count and it is not the same. */
export function unitConflict(reader: Model, writer: Model): string | undefined {
  const ours = "mapping" in reader ? reader.mapping?.unit : undefined;
  const theirs = "mapping" in writer ? writer.mapping?.unit : undefined;
  if (ours === undefined || theirs === undefined || ours === theirs) return undefined;
  return `the writer's schema has ${theirs}, the reader's ${ours}`;
}
