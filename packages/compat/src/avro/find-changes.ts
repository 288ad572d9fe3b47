import type { Change, Findings, Pair } from "./change.js";
import { join } from "./change.js";
import { type AvroSchema, type AvroType, isNamed, isPrimitiveKind } from "./model.js";
import { enumChanges, nameChanges, propChanges } from "./named-changes.js";
import { canPromote } from "./promotion.js";
import { recordChanges } from "./record-changes.js";
import { unionChanges } from "./union-changes.js";

/** All compatible changes, each once, however often the types in it are used. */
export function findChanges(original: AvroSchema, update: AvroSchema, reads: Findings["reads"]): Change[] {
  const findings: Findings = { changes: [], pairs: [], reads };
  const seen = new Map<AvroType, Set<AvroType>>();
  findings.pairs.push({
    original: original.root,
    update: update.root,
    path: "/",
    originalPlace: original.root.place,
    updatePlace: update.root.place,
    subject: "the schema",
  });
  for (let pair = findings.pairs.pop(); pair !== undefined; pair = findings.pairs.pop()) {
    // What has no parts is not met again in another place.
    if (!isPrimitiveKind(pair.update.kind)) {
      const known = seen.get(pair.update);
      if (known?.has(pair.original)) continue;
      if (known === undefined) seen.set(pair.update, new Set([pair.original]));
      else known.add(pair.original);
    }
    lookAt(pair, findings);
  }
  return findings.changes;
}

function lookAt(pair: Pair, findings: Findings): void {
  const { original, update } = pair;
  if (original.kind === "union" || update.kind === "union") {
    unionChanges(pair, findings);
  } else if (original.kind === update.kind) {
    sameKind(pair, findings);
  } else if (canPromote(original.kind, update.kind)) {
    findings.changes.push({
      type: "TYPE_PROMOTED",
      path: pair.path,
      detail: `${original.kind} to ${update.kind}`,
      message: `${pair.subject} was ${original.kind} and is now ${update.kind}, which reads it as well`,
      original: pair.originalPlace,
      update: pair.updatePlace,
      at: pair.updatePlace,
    });
  }
}

/** Two records, two enums, two lists... */
function sameKind(pair: Pair, findings: Findings): void {
  const { original, update } = pair;
  propChanges(pair.original.props, pair.update.props, pair, findings);
  if (isNamed(original) && isNamed(update)) nameChanges(pair, original, update, findings);
  if (original.kind === "record" && update.kind === "record") recordChanges(pair, original, update, findings);
  else if (original.kind === "enum" && update.kind === "enum") enumChanges(pair, original, update, findings);
  else if (original.kind === "array" && update.kind === "array")
    findings.pairs.push({
      original: original.items,
      update: update.items,
      path: join(pair.path, "items"),
      originalPlace: original.itemsPlace,
      updatePlace: update.itemsPlace,
      subject: `the item type of ${pair.subject}`,
    });
  else if (original.kind === "map" && update.kind === "map")
    findings.pairs.push({
      original: original.values,
      update: update.values,
      path: join(pair.path, "values"),
      originalPlace: original.valuesPlace,
      updatePlace: update.valuesPlace,
      subject: `the value type of ${pair.subject}`,
    });
}
