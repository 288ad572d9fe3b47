import type { Model } from "./model.js";

/**
 * Whether two schemas are the same to those who read and write: names, order, symbols, sizes, logical types. What
 * documents or resolves (aliases, defaults) may differ.
 */
export function sameModel(left: Model, right: Model, seen: Map<Model, Model> = new Map()): boolean {
  if (left === right || seen.get(left) === right) return true;
  if (left.kind !== right.kind) return false;
  if ("name" in left && left.name !== (right as typeof left).name) return false;
  if (logicalName(left) !== logicalName(right)) return false;
  seen.set(left, right);
  switch (left.kind) {
    case "fixed":
      return left.size === (right as typeof left).size;
    case "enum":
      return sameTexts(left.symbols, (right as typeof left).symbols);
    case "array":
      return sameModel(left.items, (right as typeof left).items, seen);
    case "map":
      return sameModel(left.values, (right as typeof left).values, seen);
    case "union":
      return sameModels(left.branches, (right as typeof left).branches, seen);
    case "record": {
      const { fields } = right as typeof left;
      return (
        sameTexts(namesOf(left.fields), namesOf(fields)) &&
        sameModels(
          left.fields.map(({ type }) => type),
          fields.map(({ type }) => type),
          seen,
        )
      );
    }
    default:
      return true;
  }
}

function logicalName(model: Model): string | undefined {
  const mapping = "mapping" in model ? model.mapping : undefined;
  return mapping === undefined ? undefined : `${mapping.logicalType} ${mapping.unit}`;
}

function sameModels(left: readonly Model[], right: readonly Model[], seen: Map<Model, Model>): boolean {
  return left.length === right.length && left.every((model, i) => sameModel(model, right[i] as Model, seen));
}

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, i) => text === right[i]);
}

function namesOf(fields: readonly { readonly name: string }[]): string[] {
  return fields.map(({ name }) => name);
}
