import { createRequire } from "node:module";
import type { ReadTap } from "../tap/read-tap.js";
import type { WriteTap } from "../tap/write-tap.js";
import type { Node } from "./node.js";

/** A field for avsc to compile: a node instead of a schema, and a default that the node understands. */
export type AvscField = { readonly name: string; readonly type: Node; readonly default?: unknown };

/** What avsc made of a record. Its functions use no `this`. */
export type AvscRecord = {
  readonly _read: (tap: ReadTap) => object;
  readonly _write: (tap: WriteTap, value: object) => void;
  readonly _skip: (tap: ReadTap) => void;
  readonly recordConstructor: { new (...values: unknown[]): object; prototype: object };
  /** Gives `resolver` a `_read` that reads records of the type `writer` as records of this type. */
  readonly _update: (resolver: { _read: AvscRecord["_read"] | null }, writer: AvscRecord, options: object) => void;
};

/** What is used of avsc/lib/types.js. */
type AvscTypes = {
  readonly builtins: { readonly RecordType: new (schema: object, options: object) => AvscRecord };
};

const require = createRequire(import.meta.url);
/** Records need no names to be compiled, and with the same one they resolve into each other. */
const NAME = "Record";

/**
 * Has avsc compile a record: it makes functions of source text, which read and write records faster than any loop over
 * fields can. Undefined where that is not allowed (`--disallow-code-generation-from-strings`).
 *
 * avsc is loaded when the first record is compiled, and with `require`, which takes half the time of an import.
 */
export function compileWithAvsc(fields: readonly AvscField[]): AvscRecord | undefined {
  const { builtins } = require("avsc/lib/types.js") as AvscTypes;
  try {
    const record = new builtins.RecordType(
      { type: "record", name: NAME, fields },
      // Names are looked up in the registry, and "constructor" is in every object that has a prototype.
      { registry: Object.create(null), omitRecordMethods: true },
    );
    // Records are plain objects to whoever gets them, and made as fast as instances of a class.
    record.recordConstructor.prototype = Object.prototype;
    return record;
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

/** Whether a name can stand in the source text that avsc makes. Others are valid for Java, or were never validated. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !(name in Object.prototype);
}
