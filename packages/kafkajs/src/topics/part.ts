import type { InputOf, MessageSchema, OutputOf } from "@magicbyte/registry";
import type { AnyCodec, CodecInput, CodecOutput } from "./codec.js";
import type { Nothing } from "./none.js";
import type { Nullable } from "./nullable.js";

/** What a key or a value may be made of, null apart: a schema, several by `oneOf`, or a codec. */
export type Content = MessageSchema | AnyCodec;

/** What a topic says of its keys or its values. */
export type Part = Content | Nullable | Nothing;

/** A null of the schema's own cannot be told from a tombstone when writing. */
type InputOfContent<C> = Exclude<C extends MessageSchema ? InputOf<C> : CodecInput<C>, null>;
type OutputOfContent<C> = C extends MessageSchema ? OutputOf<C> : CodecOutput<C>;

/** What writing a key or value takes. `null` is in it only where the part is `nullable`. */
export type InputOfPart<P> = P extends Nothing
  ? null
  : P extends Nullable<infer C>
    ? InputOfContent<C> | null
    : InputOfContent<P>;

/** What reading a key or value gives. */
export type OutputOfPart<P> = P extends Nothing
  ? null
  : P extends Nullable<infer C>
    ? OutputOfContent<C> | null
    : OutputOfContent<P>;

/** What stands behind a part: what is written when it is not null, and whether it may be. */
export type PartShape =
  | { readonly kind: "nothing" }
  | { readonly kind: "schema"; readonly schema: MessageSchema; readonly nullable: boolean }
  | { readonly kind: "codec"; readonly codec: AnyCodec; readonly nullable: boolean };

/** Tells the kinds of parts apart: the one place that does. */
export function shapeOf(part: Part): PartShape {
  if ("nothing" in part) return { kind: "nothing" };
  const nullable = "nullable" in part;
  const content = nullable ? part.nullable : part;
  return isCodec(content) ? { kind: "codec", codec: content, nullable } : { kind: "schema", schema: content, nullable };
}

/** A schema makes its encoders and decoders (`encoder`, `decoder`); a codec is both. */
function isCodec(content: Content): content is AnyCodec {
  return "encode" in content;
}
