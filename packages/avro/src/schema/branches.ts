import type { Bucket } from "../logical/mapping.js";
import type { Model } from "./model.js";

/** What a union calls a branch: the full name of a named type, the type of any other. */
export function branchName(model: Model): string {
  return "name" in model ? model.name : model.kind;
}

/** What JavaScript can tell about the values of a type. */
export function bucketsOf(model: Model): readonly Bucket[] {
  if ("mapping" in model && model.mapping !== undefined) return model.mapping.buckets;
  switch (model.kind) {
    case "long":
      return [model.long];
    case "int":
    case "float":
    case "double":
      return ["number"];
    case "enum":
      return ["string"];
    case "fixed":
      return ["bytes"];
    case "record":
    case "map":
      return ["object"];
    case "union":
      return [];
    default:
      return [model.kind];
  }
}

/** Whether a value does not say by itself which branch it is of. */
export function isAmbiguous(branches: readonly Model[]): boolean {
  const seen = new Set<Bucket>();
  const others = branches.filter(({ kind }) => kind !== "null");
  if (others.length < 2) return false;
  for (const buckets of others.map(bucketsOf)) {
    if (buckets.some((bucket) => bucket === "custom" || seen.has(bucket))) return true;
    for (const bucket of buckets) seen.add(bucket);
  }
  return false;
}
