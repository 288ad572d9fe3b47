import type { ResolvedSchema } from "../client/resolve.js";
import { SerializationError } from "../errors/serialization-error.js";
import { UsageError } from "../errors/usage-error.js";
import { GUID_FRAME_LENGTH, ID_FRAME_LENGTH, writeGuidFrame, writeIdFrame } from "../wire/frame.js";
import { type MessageHeaders, type MessagePart, writeSchemaIdHeader } from "../wire/headers.js";
import { createFrameWriter, type FrameWriter, type Locate } from "./frame-writer.js";
import type { Slab } from "./slab.js";
import { runInTurn, type Step, type StepChain, writeChain } from "./step.js";
import type { AnyTypedSchema, Encoder } from "./typed-schema.js";

/** A schema of the registry to write messages with. */
export type WritableSchema = ResolvedSchema & { readonly id: number };

/** Writes messages with one schema of the registry: everything that does not change from message to message. */
export type Writer = {
  readonly schemaId: number;
  readonly guid: string | undefined;
  /** Whether a step is asynchronous. */
  readonly async: boolean;
  /**
   * `index` is the message's place in its batch, for errors.
   *
   * @throws SerializationError that says where the value was going
   * @throws UsageError when a step is asynchronous
   */
  writeNow(value: unknown, headers: MessageHeaders | undefined, index: number | undefined): Buffer;
  write(value: unknown, headers: MessageHeaders | undefined, index: number | undefined): Buffer | Promise<Buffer>;
};

/** What a writer is made of. */
export type WriterOptions = {
  readonly typed: AnyTypedSchema;
  readonly found: WritableSchema;
  readonly part: MessagePart;
  readonly subject: string;
  readonly topic: string | undefined;
  readonly inHeader: boolean;
  readonly steps: readonly Step[];
  readonly slab: Slab;
};

const NO_BYTES = Buffer.alloc(0);

/** Compiles all that can be compiled before the first message. */
export function createWriter(options: WriterOptions): Writer {
  const { typed, found, part, subject, topic, inHeader, slab } = options;
  const encoder = typed.encoder(found);
  const suffix = encoder.frameSuffix ?? NO_BYTES;
  const head = inHeader ? guidHead(found.guid ?? "", suffix) : idHead(found.id, suffix);
  const chain = writeChain(options.steps, { schema: found, part, subject, topic });
  const frameBehindSteps = chain !== undefined && chain.payloads.length > 0;

  const locate: Locate = (error, index) =>
    error instanceof UsageError
      ? error
      : SerializationError.from(error, { topic, subject, schemaId: found.id, part, index });

  const encode = createFrameWriter<unknown>(
    slab,
    encoder as Encoder<unknown>,
    inHeader || frameBehindSteps ? NO_BYTES : head,
    locate,
  );
  const async = chain?.async === true;
  let write: WriteMessage = (value, _headers, index) => encode(value, index);
  if (chain !== undefined) write = throughSteps(encode, chain, inHeader ? NO_BYTES : head);
  if (inHeader) write = withHeader(write, head, part);
  // The codec's errors are located where they are thrown; what steps and headers throw is located here.
  if (chain !== undefined || inHeader) write = located(write, locate);
  return {
    schemaId: found.id,
    guid: found.guid,
    async,
    // A chain that is not asynchronous refuses promises.
    writeNow: async ? refuseToWait : (write as Writer["writeNow"]),
    write,
  };
}

type WriteMessage = Writer["write"];

function located(write: WriteMessage, locate: Locate): WriteMessage {
  return (value, headers, index) => {
    try {
      const bytes = write(value, headers, index);
      if (!(bytes instanceof Promise)) return bytes;
      return bytes.catch((error: unknown) => {
        throw locate(error, index);
      });
    } catch (error) {
      throw locate(error, index);
    }
  };
}

function refuseToWait(): never {
  throw new UsageError(
    "a step is asynchronous: use serialize() or encodeAll(), which wait for it, in place of encode()",
  );
}

/** Value steps, codec, payload steps, frame. */
function throughSteps(encode: FrameWriter<unknown>, chain: StepChain, head: Buffer): WriteMessage {
  const hasPayloadSteps = chain.payloads.length > 0;
  const afterCodec = (payload: Buffer, headers: MessageHeaders | undefined) => {
    if (!hasPayloadSteps) return payload;
    const stepped = runInTurn(chain.payloads, payload, headers);
    const join = (bytes: Buffer) => (head.length === 0 ? bytes : Buffer.concat([head, bytes]));
    return stepped instanceof Promise ? stepped.then(join) : join(stepped);
  };
  return (value, headers, index) => {
    const stepped = runInTurn(chain.values, value, headers);
    const bytes =
      stepped instanceof Promise
        ? stepped.then((settled) => afterCodec(encode(settled, index), headers))
        : afterCodec(encode(stepped, index), headers);
    if (!(bytes instanceof Promise) || chain.async) return bytes;
    bytes.catch(() => {});
    throw new UsageError("a step gave a promise without saying so: set `async: true` in its actions");
  };
}

/** The schema goes into a header, once the payload is known to be right. */
function withHeader(write: WriteMessage, header: Buffer, part: MessagePart): WriteMessage {
  return (value, headers, index) => {
    if (headers === undefined) {
      throw new UsageError(
        'the schema goes into a header (schemaIdIn: "header"): pass the message\'s headers, an empty object where it has none',
      );
    }
    const finish = (payload: Buffer) => {
      writeSchemaIdHeader(headers, part, header);
      return payload;
    };
    const payload = write(value, headers, index);
    return payload instanceof Promise ? payload.then(finish) : finish(payload);
  };
}

function idHead(schemaId: number, suffix: Uint8Array): Buffer {
  const head = Buffer.alloc(ID_FRAME_LENGTH + suffix.length);
  head.set(suffix, writeIdFrame(head, 0, schemaId));
  return head;
}

function guidHead(guid: string, suffix: Uint8Array): Buffer {
  const head = Buffer.alloc(GUID_FRAME_LENGTH + suffix.length);
  head.set(suffix, writeGuidFrame(head, 0, guid));
  return head;
}
