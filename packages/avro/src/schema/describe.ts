import { branchName } from "./branches.js";
import type { Model } from "./model.js";

/** Names a type to those who know its schema. */
export function describeModel(model: Model): string {
  switch (model.kind) {
    case "union":
      return `a union of ${model.branches.map(branchName).join(", ")}`;
    case "fixed":
      return `the fixed ${model.name} of ${model.size} bytes`;
    case "enum":
    case "record":
      return `the ${model.kind} ${model.name}`;
    default:
      return model.kind;
  }
}
