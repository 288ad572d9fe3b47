import { type AvroType, isPrimitiveKind } from "./model.js";

/**
 * Whether two types are the same and have nothing in them that could have changed. Most fields of most records are
 * so: they need no look.
 */
export function isUnchanged(original: AvroType, update: AvroType): boolean {
  if (original.kind !== update.kind || original.props.size > 0 || update.props.size > 0) return false;
  if (original.kind !== "union" || update.kind !== "union") return isPrimitiveKind(original.kind);
  const { branches } = update;
  if (original.branches.length !== branches.length) return false;
  return original.branches.every((branch, at) => {
    const counterpart = branches[at];
    return counterpart !== undefined && counterpart.kind !== "union" && isUnchanged(branch, counterpart);
  });
}
