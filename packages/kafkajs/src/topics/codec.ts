/**
 * Turns a key, a value or a header into bytes and back, without a registry. Those that come with this package
 * (`utf8`, `json`, `int32` ...) are plain objects of this shape, and so may be yours.
 */
export type Codec<Out, In = Out> = {
  /** What errors call it, such as `int32`. */
  readonly name: string;
  /** Any error means that the value does not fit; a SerializationError can say where. */
  encode(value: In): Buffer;
  /** Any error means bad data. */
  decode(bytes: Buffer): Out;
};

/** A codec of whatever types. */
export type AnyCodec = Codec<unknown, never>;

/** What reading with a codec gives. */
export type CodecOutput<C> = C extends Codec<infer Out, never> ? Out : never;

/** What writing with a codec takes. */
export type CodecInput<C> = C extends Codec<unknown, infer In> ? In : never;
