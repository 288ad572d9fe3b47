import type { ReadTap } from "../tap/read-tap.js";
import { compileWithAvsc } from "./avsc-records.js";
import type { Node } from "./node.js";
import { defineMember } from "./plain-object.js";
import type { RecordNode } from "./record-node.js";
import { ReadingNode } from "./special-nodes.js";

/** A writer's record and the reader's that it is read as. */
export type RecordPair = {
  readonly reader: RecordNode;
  readonly readerFields: readonly { readonly name: string; readonly default: unknown }[];
  /** In the writer's order: the reader's field that each is read into, with what reads it, or what skips it. */
  readonly writerFields: readonly { readonly name: string | undefined; readonly node: Node }[];
};

/** Reads the fields that the reader wants, in the writer's order, skips the others, and fills in defaults. */
export function resolveRecords(pair: RecordPair): Node {
  return new ReadingNode(compiled(pair) ?? interpreted(pair));
}

/**
 * avsc resolves the reader's record with the writer's. The writer's fields bear the names of the reader's that they are
 * read into, so that avsc finds them again, and their nodes read what the reader wants.
 */
function compiled({ reader, readerFields, writerFields }: RecordPair): ((tap: ReadTap) => object) | undefined {
  if (reader.compiled === undefined) return undefined;
  let skipped = "skipped";
  while (readerFields.some(({ name }) => name.startsWith(skipped))) skipped = `_${skipped}`;
  const writer = compileWithAvsc(writerFields.map(({ name, node }, i) => ({ name: name ?? skipped + i, type: node })));
  const missing = readerFields.some(
    (field) => field.default === undefined && writerFields.every(({ name }) => name !== field.name),
  );
  // Those that do not go together are read by nobody.
  if (writer === undefined || missing) return undefined;
  const resolver: { _read: ((tap: ReadTap) => object) | null } = { _read: null };
  reader.compiled._update(resolver, writer, {});
  return resolver._read ?? undefined;
}

function interpreted({ reader, readerFields, writerFields }: RecordPair): (tap: ReadTap) => object {
  return (tap) => {
    const values = new Map<string, unknown>();
    for (const { name, node } of writerFields) {
      if (name === undefined) node._skip(tap);
      else values.set(name, node._read(tap));
    }
    const record = {};
    for (const { name } of readerFields) {
      defineMember(record, name, values.has(name) ? values.get(name) : reader.defaultOf(name));
    }
    return record;
  };
}
