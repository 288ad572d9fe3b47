import type { AnyCodec, CodecInput, CodecOutput } from "./codec.js";

/** The headers a topic declares: a codec for each name. */
export type HeaderCodecs = { readonly [name: string]: AnyCodec };

/** A header's value as it is written without a codec; several where the name stands more than once. */
export type RawHeaderInput = Buffer | string | (Buffer | string)[] | undefined;

/** A header's value as it is read without a codec; several where the name stands more than once. Kafka allows null. */
export type RawHeaderOutput = Buffer | null | readonly (Buffer | null)[] | undefined;

/** The headers of an outgoing message: declared ones typed and optional, others as bytes or text. */
export type HeadersInput<H> = { readonly [N in keyof H]?: CodecInput<H[N]> | undefined } & {
  readonly [name: string]: CodecInput<H[keyof H]> | RawHeaderInput;
};

/** The headers of an incoming message: declared ones decoded where they are there, others as bytes. */
export type HeadersOutput<H> = { readonly [N in keyof H]?: CodecOutput<H[N]> | undefined } & {
  readonly [name: string]: CodecOutput<H[keyof H]> | RawHeaderOutput;
};
