import type { LogicalTypes } from "../logical/logical-type.js";
import type { LongMode } from "../logical/mapping.js";

/** How longs are represented: all alike, or those under a path of field names (`customer.id`) in one way each. */
export type LongOption = LongMode | { readonly [path: string]: LongMode };

/** How the values of a schema are represented. */
export type ParseSettings = {
  readonly long: LongOption;
  readonly logicalTypes: LogicalTypes;
  /** Whether a logical type with impossible attributes is an error; if not it counts as none, as the standard says. */
  readonly strict: boolean;
};
