import { connect } from "node:net";
import { Reader } from "../src/broker/wire/reader.js";
import { Writer } from "../src/broker/wire/writer.js";

/** A connection that sends whatever it is told to, right or wrong. */
export interface RawClient {
  send(bytes: Uint8Array): void;
  /** Sends a request and resolves with its answer's body. */
  ask(key: number, version: number, body?: Writer): Promise<Reader>;
  /** The next answer: its correlation id and what is behind it. Rejects when the connection closes first. */
  answer(): Promise<{ readonly correlationId: number; readonly body: Reader }>;
  /** Resolves when the broker has closed the connection. */
  readonly closed: Promise<void>;
  /** Lets answers stay in the socket, as a client does that is too slow, until `resume`. */
  pause(): void;
  resume(): void;
  end(): void;
}

export async function connectRaw(address: string): Promise<RawClient> {
  const [host = "", port = ""] = address.split(":");
  const socket = connect(Number(port), host);
  let received = Buffer.alloc(0);
  const waiting: { resolve(frame: Buffer): void; reject(error: Error): void }[] = [];
  const frames: Buffer[] = [];
  let isClosed = false;
  let correlationId = 100;

  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
      const frame = received.subarray(4, 4 + received.readInt32BE(0));
      received = received.subarray(4 + frame.length);
      const next = waiting.shift();
      if (next === undefined) frames.push(frame);
      else next.resolve(frame);
    }
  });
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      isClosed = true;
      for (const { reject } of waiting) reject(new Error("the connection was closed"));
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });

  const client: RawClient = {
    send(bytes) {
      socket.write(bytes);
    },
    async ask(key, version, body = new Writer()) {
      correlationId++;
      client.send(requestFrame(key, version, body, correlationId));
      return (await client.answer()).body;
    },
    async answer() {
      const frame = await new Promise<Buffer>((resolve, reject) => {
        const next = frames.shift();
        if (next !== undefined) resolve(next);
        else if (isClosed) reject(new Error("the connection was closed"));
        else waiting.push({ resolve, reject });
      });
      const reader = new Reader(frame);
      return { correlationId: reader.int32(), body: reader };
    },
    closed,
    pause() {
      socket.pause();
    },
    resume() {
      socket.resume();
    },
    end() {
      socket.destroy();
    },
  };
  return client;
}

/** A request as it goes over the wire, with its size. */
export function requestFrame(key: number, version: number, body: Writer, correlationId = 1): Buffer {
  const head = new Writer().int16(key).int16(version).int32(correlationId).string("raw");
  return new Writer()
    .int32(head.length + body.length)
    .raw(head.toBuffer())
    .raw(body.toBuffer())
    .toBuffer();
}

/** The body of Produce v3 to 7 for one batch. */
export function produceBody(topic: string, partition: number, batch: Buffer | null, acks = -1): Writer {
  return new Writer()
    .string(null)
    .int16(acks)
    .int32(1000)
    .array([topic], (writer, name) => {
      writer.string(name).array([partition], (inner, index) => inner.int32(index).bytes(batch));
    });
}

export interface FetchOptions {
  readonly offset?: number;
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly isolation?: 0 | 1;
  readonly leaderEpoch?: number;
  readonly sessionId?: number;
}

/** The body of Fetch v11 for one partition. */
export function fetchBody(topic: string, partition: number, options: FetchOptions = {}): Writer {
  const { offset = 0, maxWaitMs = 0, minBytes = 1, maxBytes = 2 ** 20, isolation = 0, leaderEpoch = -1 } = options;
  return new Writer()
    .int32(-1)
    .int32(maxWaitMs)
    .int32(minBytes)
    .int32(maxBytes)
    .int8(isolation)
    .int32(options.sessionId ?? 0)
    .int32(-1)
    .array([topic], (writer, name) => {
      writer.string(name).array([partition], (inner, index) => {
        inner.int32(index).int32(leaderEpoch).int64(offset).int64(-1).int32(maxBytes);
      });
    })
    .array([], () => {})
    .string("");
}

/** The one partition of an answer to {@link produceBody} in version 7. */
export function readProduced(body: Reader) {
  return single(body, (reader) => ({
    partition: reader.int32(),
    error: reader.int16(),
    baseOffset: reader.int64(),
    appendTime: reader.int64(),
    logStartOffset: reader.int64(),
  }));
}

/** The one partition of an answer to {@link fetchBody}. */
export function readFetched(body: Reader) {
  body.int32();
  const error = body.int16();
  const sessionId = body.int32();
  const partition = single(body, (reader) => ({
    partition: reader.int32(),
    error: reader.int16(),
    highWatermark: reader.int64(),
    lastStableOffset: reader.int64(),
    logStartOffset: reader.int64(),
    aborted: reader.nullableArray((inner) => ({ producerId: inner.int64(), firstOffset: inner.int64() })),
    preferredReplica: reader.int32(),
    records: reader.bytes(),
  }));
  return { topError: error, sessionId, ...partition };
}

function single<T>(body: Reader, read: (reader: Reader) => T): Partial<T> {
  const [topic] = body.array((reader) => {
    reader.string();
    return reader.array(read);
  });
  return topic?.[0] ?? {};
}
