import type { Comparison } from "./difference.js";
import { type ComparisonSettings, formatOf, type SchemaType } from "./format.js";
import type { ParseOptions, References } from "./options.js";

/** Two versions of a schema. */
export type CompareInput = ComparisonSettings & {
  readonly type: SchemaType;
  /** The text of the version that data was written with. */
  readonly original: string;
  /** The text of the version that is to read it. */
  readonly update: string;
  /** What both reference, by name. */
  readonly references?: References | undefined;
  /** What the original references, where that is not the same. */
  readonly originalReferences?: References | undefined;
  /** What the update references, where that is not the same. */
  readonly updateReferences?: References | undefined;
};

/**
 * Can `update` read what `original` wrote? Every difference, compatible or not, with the reason.
 *
 * @throws SchemaError when one of the texts cannot be parsed
 */
export function compare(input: CompareInput): Comparison {
  const { type, original, update, references, ...settings } = input;
  const format = formatOf(type);
  // Both are registered, or were: new names and defaults are no matter here.
  const parse = (text: string, own: References | undefined) =>
    format.parse(text, { references: own ?? references, strict: false });
  return format.compare(parse(original, input.originalReferences), parse(update, input.updateReferences), settings);
}

/**
 * The text that the registry stores and returns for a schema that is registered without normalisation. What is no longer
 * accepted as a new registration has one too: `strict: true` refuses it.
 *
 * @throws SchemaError when the text cannot be parsed
 */
export function canonicalize(type: SchemaType, text: string, options: ParseOptions = {}): string {
  return formatOf(type).canonicalize(text, { strict: false, ...options });
}

/**
 * The text that the registry stores and returns for a schema that is registered with normalisation; as lenient as
 * {@link canonicalize}.
 *
 * @throws SchemaError when the text cannot be parsed
 */
export function normalize(type: SchemaType, text: string, options: ParseOptions = {}): string {
  return formatOf(type).normalize(text, { strict: false, ...options });
}

/**
 * Checks a text as a new registration does, and returns nothing.
 *
 * @throws SchemaError with the place, and with what was expected there
 */
export function validate(type: SchemaType, text: string, options: ParseOptions = {}): void {
  formatOf(type).parse(text, options);
}
