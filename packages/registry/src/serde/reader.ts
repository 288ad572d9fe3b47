import type { ResolvedSchema } from "../client/resolve.js";
import { DeserializationError } from "../errors/deserialization-error.js";
import { type MessageHeaders, type MessagePart, sameBytes } from "../wire/headers.js";
import { readChain, runInTurn, type Step, type StepChain } from "./step.js";
import type { Decoder, SchemaFormat } from "./typed-schema.js";

/** Reads messages that were written with one schema of the registry. */
export type Reader = {
  readonly schema: ResolvedSchema;
  /** Whether `read` may give a promise. */
  readonly async: boolean;
  /**
   * Reads the payload at an offset. The suffix of the frame stands at `suffixOffset` of `frame`: in front of the
   * payload, or in a header, where `frame` and `bytes` are not the same.
   */
  read(
    bytes: Buffer,
    offset: number,
    frame: Uint8Array,
    suffixOffset: number,
    headers: MessageHeaders | undefined,
  ): unknown;
};

/** Makes the decoder for messages whose frame has this suffix. */
export type DecoderMaker = (writer: ResolvedSchema, frameSuffix: Uint8Array) => Decoder<unknown>;

const NO_SUFFIX = new Uint8Array(0);
/** A file has few kinds of message; beyond this somebody plays with the indexes, and decoders are not kept. */
const MAX_SUFFIXES = 256;

/** Compiles all that can be compiled before the first message. */
export function createReader(
  schema: ResolvedSchema,
  format: SchemaFormat,
  make: DecoderMaker,
  steps: readonly Step[],
  part: MessagePart,
): Reader {
  const chain = readChain(steps, { schema, part, subject: schema.subject, topic: undefined });
  const { frameSuffixEnd } = format;
  const read =
    frameSuffixEnd === undefined
      ? withoutSuffix(make(schema, NO_SUFFIX), chain)
      : withSuffix(schema, frameSuffixEnd, make, chain);
  return { schema, async: chain?.async === true, read };
}

function withoutSuffix(decoder: Decoder<unknown>, chain: StepChain | undefined): Reader["read"] {
  if (chain === undefined) return (bytes, offset) => decoder.decode(bytes, offset);
  return (bytes, offset, _frame, _suffixOffset, headers) => throughSteps(chain, decoder, bytes, offset, headers);
}

/** The suffix says which message of the schema's file this is: each has a decoder, found by comparing a few bytes. */
function withSuffix(
  schema: ResolvedSchema,
  frameSuffixEnd: NonNullable<SchemaFormat["frameSuffixEnd"]>,
  make: DecoderMaker,
  chain: StepChain | undefined,
): Reader["read"] {
  const known: { readonly suffix: Uint8Array; readonly decoder: Decoder<unknown> }[] = [];
  let last: (typeof known)[number] | undefined;

  function decoderFor(frame: Uint8Array, start: number, end: number): Decoder<unknown> {
    // Nearly always it is that of the message before, and a view of it would cost more than comparing does.
    if (last !== undefined && standsAt(last.suffix, frame, start, end)) return last.decoder;
    const suffix = frame.subarray(start, end);
    let found = known.find((entry) => sameBytes(entry.suffix, suffix));
    if (found === undefined) {
      found = { suffix: Uint8Array.from(suffix), decoder: make(schema, suffix) };
      if (known.length < MAX_SUFFIXES) known.push(found);
    }
    last = found;
    return found.decoder;
  }

  return (bytes, offset, frame, suffixOffset, headers) => {
    const end = frameSuffixEnd(frame, suffixOffset);
    const decoder = decoderFor(frame, suffixOffset, end);
    const payloadOffset = frame === bytes ? end : offset;
    if (chain !== undefined) return throughSteps(chain, decoder, bytes, payloadOffset, headers);
    return decoder.decode(bytes, payloadOffset);
  };
}

function standsAt(suffix: Uint8Array, frame: Uint8Array, start: number, end: number): boolean {
  if (suffix.length !== end - start) return false;
  for (let i = 0; i < suffix.length; i++) if (suffix[i] !== frame[start + i]) return false;
  return true;
}

function throughSteps(
  chain: StepChain,
  decoder: Decoder<unknown>,
  bytes: Buffer,
  offset: number,
  headers: MessageHeaders | undefined,
): unknown {
  const payload = chain.payloads.length === 0 ? undefined : runInTurn(chain.payloads, bytes.subarray(offset), headers);
  const value =
    payload === undefined
      ? decoder.decode(bytes, offset)
      : payload instanceof Promise
        ? payload.then((settled) => decoder.decode(settled, 0))
        : decoder.decode(payload, 0);
  const result =
    value instanceof Promise
      ? value.then((settled: unknown) => runInTurn(chain.values, settled, headers))
      : runInTurn(chain.values, value, headers);
  if (result instanceof Promise && !chain.async) {
    result.catch(() => {});
    throw new DeserializationError("a step gave a promise without saying so: set `async: true` in its actions");
  }
  return result;
}
