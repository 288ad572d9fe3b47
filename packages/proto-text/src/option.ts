import type { Position } from "./position.js";

/** `name = value`, `(custom.name) = value` or `(custom.name).field = value`. */
export type ProtoOption = {
  /** Without parentheses. */
  readonly name: string;
  /** Whether the name stands in parentheses: it is then a custom option, an extension's name. */
  readonly parenthesized: boolean;
  /** `field` and `deeper` in `(custom).field.deeper = 1`; a part in parentheses keeps them. */
  readonly path: readonly string[];
  readonly value: OptionValue;
  readonly position: Position;
};

/** A word that is not quoted, such as `SPEED`, `-1.5e3` or `true`, as written. */
export type OptionWord = { readonly kind: "number" | "boolean" | "enum"; readonly text: string };

/** A quoted value, with its escapes resolved and adjacent strings joined. */
export type OptionString = { readonly kind: "string"; readonly text: string };

/** `[a, b]`, or a field of an aggregate that is given more than once. */
export type OptionList = { readonly kind: "list"; readonly values: readonly OptionValue[] };

/** `{ a: 1, [ext.name]: { ... } }`: an aggregate. A Map, as keys are the author's words: `__proto__` is one. */
export type OptionMap = { readonly kind: "map"; readonly entries: ReadonlyMap<string, OptionValue> };

/** What an option is set to. */
export type OptionValue = OptionWord | OptionString | OptionList | OptionMap;
