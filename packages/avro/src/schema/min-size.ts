import type { Model } from "./model.js";

/** Gives the fewest bytes that a value takes: what a claim of so many items is checked against. */
export function createMinSizes(): (model: Model) => number {
  const known = new Map<Model, number>();

  function minSize(model: Model): number {
    const found = known.get(model);
    if (found !== undefined) return found;
    // Whatever contains itself does so behind the index of a union or the count of an array.
    known.set(model, 1);
    const size = compute(model);
    known.set(model, size);
    return size;
  }

  function compute(model: Model): number {
    switch (model.kind) {
      case "null":
        return 0;
      case "float":
        return 4;
      case "double":
        return 8;
      case "fixed":
        return model.size;
      case "record":
        return model.fields.reduce((sum, { type }) => sum + minSize(type), 0);
      default:
        return 1;
    }
  }

  return minSize;
}
