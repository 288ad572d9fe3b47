/** A place in a schema's text, counted from 1 as editors do. */
export type Position = { readonly line: number; readonly column: number };

/** One difference between two versions of a schema. */
export type Difference = {
  /** The reference implementation's name for it, such as `READER_FIELD_MISSING_DEFAULT_VALUE`. */
  readonly type: string;
  /** Where, as the reference implementation writes it. */
  readonly path: string;
  /** Whether the update still reads what the original wrote, as far as this difference goes. */
  readonly compatible: boolean;
  /** What it means for those who read and write, in a sentence. */
  readonly message: string;
  /** Where in the original's text; absent for what it does not have. */
  readonly original?: Position | undefined;
  /** Where in the update's text; absent for what it does not have. */
  readonly update?: Position | undefined;
  /** The smallest change that would make it compatible, where there is one. */
  readonly suggestion?: string | undefined;
};

/** What comes of a comparison: can the update read what the original wrote? */
export type Comparison = {
  readonly compatible: boolean;
  /** Every difference, compatible or not, in the order of the schema. */
  readonly differences: readonly Difference[];
};
