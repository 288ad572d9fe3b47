import type { AvroType } from "./model.js";
import type { Place } from "./source.js";

/** A difference that does not keep the update from reading what the original wrote. */
export type Change = {
  readonly type: AvroChangeType;
  readonly path: string;
  readonly detail: string;
  readonly message: string;
  readonly original: Place | undefined;
  readonly update: Place | undefined;
  /** The place in the update at which it is listed. */
  readonly at: Place;
};

/** Differences that the reference implementation has no names for, as it does not report what is compatible. */
export type AvroChangeType =
  | "ALIASES_CHANGED"
  | "DOC_CHANGED"
  | "ENUM_DEFAULT_CHANGED"
  | "ENUM_SYMBOL_ADDED"
  | "ENUM_SYMBOL_REMOVED"
  | "ENUM_SYMBOLS_REORDERED"
  | "FIELD_ADDED"
  | "FIELD_DEFAULT_ADDED"
  | "FIELD_DEFAULT_CHANGED"
  | "FIELD_DEFAULT_REMOVED"
  | "FIELD_ORDER_CHANGED"
  | "FIELD_REMOVED"
  | "FIELD_RENAMED"
  | "FIELDS_REORDERED"
  | "LOGICAL_TYPE_CHANGED"
  | "NAME_CHANGED"
  | "NAMESPACE_CHANGED"
  | "PROPERTIES_CHANGED"
  | "TYPE_PROMOTED"
  | "TYPE_WIDENED_TO_UNION"
  | "UNION_BRANCH_ADDED"
  | "UNION_BRANCH_REMOVED"
  | "UNION_BRANCHES_REORDERED"
  | "UNION_NARROWED_TO_TYPE";

/** Two types that stand in the same place of the original and of the update, and that place. */
export type Pair = {
  readonly original: AvroType;
  readonly update: AvroType;
  /** The JSON pointer into the update. */
  readonly path: string;
  readonly originalPlace: Place;
  readonly updatePlace: Place;
  /** What it is, for messages. */
  readonly subject: string;
};

/** What comes of looking at a pair: changes, and pairs inside it that are to be looked at. */
export type Findings = {
  readonly changes: Change[];
  readonly pairs: Pair[];
  /** Whether a reader's type reads a writer's. */
  readonly reads: (update: AvroType, original: AvroType) => boolean;
};

/** The path of a member. */
export function join(path: string, member: string | number): string {
  return path === "/" ? `/${member}` : `${path}/${member}`;
}
