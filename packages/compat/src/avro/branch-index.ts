import { type AvroType, type AvroUnion, isNamed } from "./model.js";
import { canPromote } from "./promotion.js";

/** From how many branches on a union is searched by name. */
const LARGE_UNION = 64;

/** The branches of large unions by kind and name. */
export type BranchIndexes = Map<AvroUnion, Map<string, AvroType[]>>;

/**
 * The branches of a union that are worth comparing with what a type wrote: of a large one, those of its kind and name,
 * and those that it is promoted to. The verdict is as if all were compared, as the reference implementation does.
 */
export function candidates(union: AvroUnion, writer: AvroType, indexes: BranchIndexes): readonly AvroType[] {
  if (union.branches.length <= LARGE_UNION) return union.branches;
  let index = indexes.get(union);
  if (index === undefined) {
    index = new Map();
    for (const branch of union.branches) for (const key of keysOf(branch)) add(index, key, branch);
    indexes.set(union, index);
  }
  if (isNamed(writer)) {
    const byName = index.get(`${writer.kind} ${writer.name.name}`) ?? [];
    const byAlias = index.get(`${writer.kind} alias ${writer.name.full}`) ?? [];
    return byAlias.length === 0 ? byName : [...byName, ...byAlias];
  }
  const found = [...(index.get(writer.kind) ?? [])];
  for (const [kind, branches] of index) if (canPromote(writer.kind, kind as AvroType["kind"])) found.push(...branches);
  return found;
}

function keysOf(branch: AvroType): string[] {
  if (!isNamed(branch)) return [branch.kind];
  const aliases = branch.aliases.map((alias) => `${branch.kind} alias ${alias.full}`);
  return [`${branch.kind} ${branch.name.name}`, ...aliases];
}

function add(index: Map<string, AvroType[]>, key: string, branch: AvroType): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [branch]);
  else known.push(branch);
}
