import { type Findings, join, type Pair } from "./change.js";
import { namesMatch } from "./checker.js";
import { describeType } from "./describe-type.js";
import { type AvroType, type AvroUnion, isNamed } from "./model.js";
import { addChange } from "./named-changes.js";
import { canPromote } from "./promotion.js";
import type { Place } from "./source.js";

/** A branch of a union, or the one type that there is. */
type Branch = { readonly type: AvroType; readonly at: number; readonly place: Place };

/** Changes of a union's branches, or from or to one; the branches that stay are looked at next. */
export function unionChanges(pair: Pair, findings: Findings): void {
  const { original, update } = pair;
  const isReadable = findings.reads(update, original);
  if (original.kind !== "union" && isReadable)
    addChange(
      findings,
      "TYPE_WIDENED_TO_UNION",
      pair,
      describeType(update),
      `${pair.subject} was ${describeType(original)} and may now be any of ${describeType(update)}`,
    );
  if (update.kind !== "union" && isReadable)
    addChange(
      findings,
      "UNION_NARROWED_TO_TYPE",
      pair,
      describeType(update),
      `${pair.subject} was any of ${describeType(original)} and is now always ${describeType(update)}, which reads them all`,
    );
  const before = branchesOf(original, pair.originalPlace);
  const after = branchesOf(update, pair.updatePlace);
  const matches = matchBranches(before, after);
  if (original.kind === "union" && update.kind === "union") {
    addedBranches(pair, update, after, new Set(matches.values()), findings);
    for (const branch of before)
      if (!matches.has(branch) && findings.reads(update, branch.type))
        findings.changes.push({
          type: "UNION_BRANCH_REMOVED",
          path: join(pair.path, branch.at),
          detail: describeType(branch.type),
          message: `${pair.subject} no longer takes ${describeType(branch.type)}, which is read as another of its types`,
          original: branch.place,
          update: undefined,
          at: pair.updatePlace,
        });
    reorderedBranches(pair, [...matches.values()], findings);
  }
  for (const [branch, counterpart] of [...matches].reverse())
    findings.pairs.push({
      original: branch.type,
      update: counterpart.type,
      path: update.kind === "union" ? join(pair.path, counterpart.at) : pair.path,
      originalPlace: branch.place,
      updatePlace: counterpart.place,
      subject: pair.subject,
    });
}

function addedBranches(
  pair: Pair,
  update: AvroUnion,
  after: readonly Branch[],
  kept: ReadonlySet<Branch>,
  findings: Findings,
): void {
  for (const branch of after)
    if (!kept.has(branch))
      findings.changes.push({
        type: "UNION_BRANCH_ADDED",
        path: join(pair.path, branch.at),
        detail: describeType(branch.type),
        message: `${pair.subject} may now be ${describeType(branch.type)} as well`,
        original: undefined,
        update: update.branchPlaces[branch.at],
        at: branch.place,
      });
}

function reorderedBranches(pair: Pair, counterparts: readonly Branch[], findings: Findings): void {
  if (counterparts.every((branch, at) => at === 0 || (counterparts[at - 1]?.at ?? 0) < branch.at)) return;
  addChange(findings, "UNION_BRANCHES_REORDERED", pair, "", `the types of ${pair.subject} are in another order`);
}

function branchesOf(type: AvroType, place: Place): readonly Branch[] {
  if (type.kind !== "union") return [{ type, at: 0, place }];
  return type.branches.map((branch, at) => ({ type: branch, at, place: type.branchPlaces[at] ?? place }));
}

/** What became of each branch: the one of its kind and name, or else one that it is promoted to. */
function matchBranches(before: readonly Branch[], after: readonly Branch[]): Map<Branch, Branch> {
  const index = new Map<string, Branch>();
  for (const branch of after) for (const key of keysOf(branch.type)) if (!index.has(key)) index.set(key, branch);
  const matches = new Map<Branch, Branch>();
  const taken = new Set<Branch>();
  for (const branch of before) {
    const counterpart = index.get(keysOf(branch.type)[0] ?? "") ?? aliasOf(index, branch.type);
    if (counterpart === undefined || taken.has(counterpart)) continue;
    matches.set(branch, counterpart);
    taken.add(counterpart);
  }
  // At most the few types that need no definition are left to be tried.
  const promoted = after.filter((branch) => !taken.has(branch) && !isNamed(branch.type));
  for (const branch of before) {
    if (matches.has(branch) || promoted.length === 0) continue;
    const at = promoted.findIndex((candidate) => canPromote(branch.type.kind, candidate.type.kind));
    const [counterpart] = at === -1 ? [] : promoted.splice(at, 1);
    if (counterpart !== undefined) matches.set(branch, counterpart);
  }
  return new Map([...matches].sort(([one], [other]) => one.at - other.at));
}

function keysOf(type: AvroType): string[] {
  if (!isNamed(type)) return [type.kind];
  return [`${type.kind} ${type.name.name}`, ...type.aliases.map((alias) => `${type.kind} alias ${alias.full}`)];
}

function aliasOf(index: ReadonlyMap<string, Branch>, original: AvroType): Branch | undefined {
  const found = isNamed(original) ? index.get(`${original.kind} alias ${original.name.full}`) : undefined;
  return found !== undefined && isNamed(found.type) && isNamed(original) && namesMatch(found.type, original)
    ? found
    : undefined;
}
