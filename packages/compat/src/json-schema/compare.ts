import type { Comparison, Difference, Position } from "../difference.js";
import type { CompareOptions } from "../options.js";
import { compareGraph } from "./compare-graph.js";
import { compatibleTypes, type Policy } from "./difference-types.js";
import { explain } from "./explain.js";
import type { Site } from "./findings.js";
import { flattenFindings } from "./flatten-findings.js";
import { createLineIndex } from "./line-index.js";
import { type JsonSchema, parseJsonSchema } from "./parse.js";
import { offsetOf } from "./site.js";

/** How JSON Schemas are compared. */
export type JsonSchemaCompareOptions = CompareOptions & {
  /**
   * The registry's `compatibilityPolicy`. LENIENT lets properties be added to and removed from objects whatever else
   * these allow.
   * @default "STRICT"
   */
  readonly policy?: Policy | undefined;
};

/**
 * Compares two JSON Schemas: can the update read what the original wrote? The verdicts are the registry's.
 *
 * @throws SchemaError if one of them cannot be parsed, or both are too large to be compared
 */
export function compareJsonSchema(
  original: string,
  update: string,
  options: JsonSchemaCompareOptions = {},
): Comparison {
  return compareParsedJsonSchema(
    parseJsonSchema(original, { references: options.originalReferences, strict: false }),
    parseJsonSchema(update, { references: options.updateReferences, strict: false }),
    options,
  );
}

/** Compares two parsed JSON Schemas, as {@link compareJsonSchema} does. */
export function compareParsedJsonSchema(
  original: JsonSchema,
  update: JsonSchema,
  options: Pick<JsonSchemaCompareOptions, "policy"> = {},
): Comparison {
  const compatible = compatibleTypes(options.policy ?? "STRICT");
  const findings = compareGraph(original.schema, update.schema, compatible);
  const inOriginal = createLineIndex(original.text);
  const inUpdate = createLineIndex(update.text);
  const differences: Difference[] = [];
  for (const { change, path } of flattenFindings(findings)) {
    const isCompatible = compatible.has(change.type);
    const { message, suggestion } = explain(change, path, isCompatible);
    const before = positionOf(change.original, inOriginal);
    const after = positionOf(change.update, inUpdate);
    differences.push({
      type: change.type,
      path,
      compatible: isCompatible,
      message,
      ...(before === undefined ? {} : { original: before }),
      ...(after === undefined ? {} : { update: after }),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  return { compatible: findings.compatible, differences };
}

function positionOf(site: Site | undefined, index: (offset: number) => Position): Position | undefined {
  const offset = offsetOf(site);
  return offset === undefined ? undefined : index(offset);
}
