import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  connectRaw,
  fetchBody,
  produceBody,
  type RawClient,
  readFetched,
  readProduced,
  requestFrame,
} from "../../../test/raw-client.js";
import type { Broker } from "../broker.js";
import { buildBatch } from "../records/build-batch.js";
import { controlBatch } from "../records/control-batch.js";
import { startBroker } from "../start-broker.js";
import { type ErrorName, errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import type { BrokerEvent } from "./broker-event.js";

const PRODUCE = 0;
const FETCH = 1;
const METADATA = 3;
const API_VERSIONS = 18;
const DELETE_TOPICS = 20;

let broker: Broker;
const events: BrokerEvent[] = [];

beforeAll(async () => {
  broker = await startBroker({
    autoCreateTopics: false,
    limits: { maxRequestBytes: 1_000_000 },
    onEvent: (e) => events.push(e),
  });
  await broker.createTopic("t");
});
afterAll(() => broker.stop());

const connect = () => connectRaw(broker.addresses[0] ?? "");

function batch(value: Buffer | string = "v"): Buffer {
  return buildBatch([{ key: Buffer.from("k"), value: Buffer.from(value), timestamp: 1000 }]);
}

async function freshTopic(name: string, configs: Record<string, string> = {}): Promise<string> {
  await broker.createTopic(name, { configs });
  return name;
}

const produce = async (client: RawClient, topic: string, bytes: Buffer | null, acks = -1) =>
  readProduced(await client.ask(PRODUCE, 7, produceBody(topic, 0, bytes, acks)));

describe("versions", () => {
  it.each([0, 1, 2])("are told in version %i", async (version) => {
    const client = await connect();
    const body = await client.ask(API_VERSIONS, version);
    expect(body.int16()).toBe(errorCode.NONE);
    const ranges = body.array((reader) => [reader.int16(), reader.int16(), reader.int16()]);
    expect(ranges).toContainEqual([FETCH, 4, 11]);
    expect(body.remaining).toBe(version === 0 ? 0 : 4);
    client.end();
  });

  it.each([3, 4, 99])("are told in version 0, with an error, to those who ask in version %i", async (version) => {
    const client = await connect();
    const body = await client.ask(API_VERSIONS, version, new Writer().compactString("x").compactString("1").noTags());
    expect(body.int16()).toBe(errorCode.UNSUPPORTED_VERSION);
    expect(body.array((reader) => [reader.int16(), reader.int16(), reader.int16()]).length).toBeGreaterThan(30);
    expect(body.remaining).toBe(0);
    expect((await client.ask(API_VERSIONS, 2)).int16()).toBe(errorCode.NONE);
    client.end();
  });
});

describe("a bad request closes its connection and no other", () => {
  const size = (bytes: number) => new Writer().int32(bytes).toBuffer();
  it.each<[string, Buffer, RegExp]>([
    ["an API that does not exist", requestFrame(999, 0, new Writer()), /no API with key 999/],
    ["a version that is not served", requestFrame(FETCH, 99, new Writer()), /Fetch has no version 99/],
    ["a negative size", size(-1), /claims -1 bytes/],
    ["a size beyond the limit", size(2_000_000_000), /claims 2000000000 bytes; at most 1000000/],
    ["no header", Buffer.concat([size(3), Buffer.alloc(3)]), /bytes expected/],
    ["nothing", size(0), /bytes expected/],
    ["an HTTP request", Buffer.from("GET / HTTP/1.1\r\n\r\n"), /claims 1195725856 bytes/],
    ["a body that ends early", requestFrame(METADATA, 4, new Writer().int32(1)), /array claims 1 elements/],
    ["a string beyond the end", requestFrame(METADATA, 4, new Writer().int32(1).int16(500)), /500 bytes expected/],
    ["a topic that is null", requestFrame(METADATA, 4, new Writer().int32(1).int16(-1)), /must not be/],
  ])("%s", async (_, frame, reason) => {
    const [client, other] = [await connect(), await connect()];
    events.length = 0;
    client.send(frame);
    await client.closed;
    expect(events).toEqual([
      expect.objectContaining({ type: "request-refused", reason: expect.stringMatching(reason) }),
    ]);
    expect((await other.ask(API_VERSIONS, 0)).int16()).toBe(errorCode.NONE);
    other.end();
  });
});

describe("a connection", () => {
  it("takes requests a byte at a time", async () => {
    const client = await connect();
    for (const byte of requestFrame(API_VERSIONS, 0, new Writer(), 77)) client.send(Buffer.from([byte]));
    expect((await client.answer()).correlationId).toBe(77);
    client.end();
  });

  it("takes many requests at once, and answers in their order", async () => {
    const client = await connect();
    const topic = await freshTopic("pipelined");
    // The first waits for a while; those behind it must not overtake it.
    const frames = [requestFrame(FETCH, 11, fetchBody(topic, 0, { maxWaitMs: 50 }), 0)];
    for (let i = 1; i <= 200; i++)
      frames.push(requestFrame(PRODUCE, 7, produceBody(topic, 0, batch(Buffer.alloc(10_000))), i));
    client.send(Buffer.concat(frames));
    for (let i = 0; i <= 200; i++) expect((await client.answer()).correlationId).toBe(i);
    client.end();
  });

  it("that is not read from harms no other, and gets all of its answers in the end", async () => {
    const topic = await freshTopic("slow-reader");
    const other = await connect();
    for (let i = 0; i < 4; i++) await produce(other, topic, batch(Buffer.alloc(500_000)));
    const client = await connect();
    client.pause();
    const count = 30;
    const fetches = Array.from({ length: count }, (_, i) =>
      requestFrame(FETCH, 11, fetchBody(topic, 0, { maxBytes: 2 ** 30 }), i),
    );
    client.send(Buffer.concat(fetches));
    expect((await other.ask(API_VERSIONS, 0)).int16()).toBe(errorCode.NONE);
    client.resume();
    for (let i = 0; i < count; i++) {
      const { correlationId, body } = await client.answer();
      expect(correlationId).toBe(i);
      expect(readFetched(body).records?.length).toBeGreaterThan(2_000_000);
    }
    client.end();
    other.end();
  });

  it("may vanish while its request waits", async () => {
    const client = await connect();
    const topic = await freshTopic("left-waiting");
    client.send(requestFrame(FETCH, 11, fetchBody(topic, 0, { maxWaitMs: 60_000 })));
    const other = await connect();
    await other.ask(API_VERSIONS, 0);
    client.end();
    await client.closed;
    expect((await produce(other, topic, batch())).error).toBe(errorCode.NONE);
    other.end();
  });
});

describe("Produce", () => {
  it.each([3, 4, 5, 6, 7])("is answered in version %i", async (version) => {
    const client = await connect();
    const topic = await freshTopic(`produce-v${version}`);
    const body = await client.ask(PRODUCE, version, produceBody(topic, 0, batch()));
    body.array((topics) => {
      expect(topics.string()).toBe(topic);
      topics.array((reader) => {
        expect([reader.int32(), reader.int16(), reader.int64(), reader.int64()]).toEqual([0, 0, 0, -1]);
        if (version >= 5) expect(reader.int64()).toBe(0);
      });
    });
    expect([body.int32(), body.remaining]).toEqual([0, 0]);
    client.end();
  });

  it.each([0, 1, 2])("refuses the older formats of version %i", async (version) => {
    const client = await connect();
    const old = new Writer()
      .int16(-1)
      .int32(1000)
      .array(["t"], (writer, topic) => {
        writer.string(topic).array([0], (inner, index) => inner.int32(index).bytes(Buffer.alloc(30)));
      });
    const body = await client.ask(PRODUCE, version, old);
    const errors = body.array((topics) => {
      topics.string();
      return topics.array((reader) => {
        reader.int32();
        const error = reader.int16();
        reader.int64();
        if (version >= 2) reader.int64();
        return error;
      });
    });
    expect(errors).toEqual([[errorCode.UNSUPPORTED_VERSION]]);
    client.end();
  });

  const corrupt = batch();
  corrupt.writeUInt8(1, corrupt.length - 1);
  it.each<[string, string, number, Buffer | null, number, ErrorName]>([
    ["an unknown topic", "unknown", 0, batch(), -1, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["an unknown partition", "t", 7, batch(), -1, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["a negative partition", "t", -1, batch(), -1, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["no records", "t", 0, null, -1, "INVALID_RECORD"],
    ["a wrong CRC", "t", 0, corrupt, -1, "CORRUPT_MESSAGE"],
    ["a marker", "t", 0, controlBatch(1, 0, true, 0), -1, "INVALID_RECORD"],
    ["other acks than there are", "t", 0, batch(), 2, "INVALID_REQUIRED_ACKS"],
  ])("answers for %s", async (_, topic, partition, bytes, acks, expected) => {
    const client = await connect();
    const answer = readProduced(await client.ask(PRODUCE, 7, produceBody(topic, partition, bytes, acks)));
    expect(answer).toMatchObject({ error: errorCode[expected], baseOffset: -1 });
    client.end();
  });

  it("refuses what is larger than the topic's messages may be", async () => {
    const client = await connect();
    const topic = await freshTopic("small", { "max.message.bytes": "200" });
    expect((await produce(client, topic, batch(Buffer.alloc(300)))).error).toBe(errorCode.MESSAGE_TOO_LARGE);
    expect((await produce(client, topic, batch(Buffer.alloc(50)))).error).toBe(errorCode.NONE);
    client.end();
  });

  it("refuses records without a key in a compacted topic, and too few replicas", async () => {
    const client = await connect();
    const topic = await freshTopic("strict", { "cleanup.policy": "compact", "min.insync.replicas": "2" });
    const keyless = buildBatch([{ key: null, value: Buffer.from("v"), timestamp: 0 }]);
    expect((await produce(client, topic, keyless, 1)).error).toBe(errorCode.INVALID_RECORD);
    expect((await produce(client, topic, batch(), -1)).error).toBe(errorCode.NOT_ENOUGH_REPLICAS);
    expect((await produce(client, topic, batch(), 1)).error).toBe(errorCode.NONE);
    client.end();
  });

  it("tells the time the broker has given", async () => {
    const client = await connect();
    const topic = await freshTopic("append-time", { "message.timestamp.type": "LogAppendTime" });
    const before = Date.now();
    expect((await produce(client, topic, batch())).appendTime).toBeGreaterThanOrEqual(before);
    expect(broker.messages(topic)[0]?.timestamp).toBeGreaterThanOrEqual(before);
    client.end();
  });

  it("with acks=0 is not answered, and closes the connection when it fails", async () => {
    const client = await connect();
    const topic = await freshTopic("fire-and-forget");
    client.send(requestFrame(PRODUCE, 7, produceBody(topic, 0, batch(), 0)));
    expect((await client.ask(API_VERSIONS, 0)).int16()).toBe(errorCode.NONE);
    expect(broker.messages(topic)).toHaveLength(1);
    client.send(requestFrame(PRODUCE, 7, produceBody("unknown", 0, batch(), 0)));
    await client.closed;
  });
});

describe("Fetch", () => {
  const fetch = async (client: RawClient, topic: string, options = {}) =>
    readFetched(await client.ask(FETCH, 11, fetchBody(topic, 0, options)));

  it("gives the very bytes that were produced, but for offset and epoch", async () => {
    const client = await connect();
    const topic = await freshTopic("bytes");
    const [first, second] = [batch("one"), batch("two")];
    for (const bytes of [first, second]) await produce(client, topic, Buffer.from(bytes));
    const { records = Buffer.alloc(0), ...rest } = await fetch(client, topic);
    expect(rest).toMatchObject({
      error: 0,
      topError: 0,
      sessionId: 0,
      highWatermark: 2,
      lastStableOffset: 2,
      aborted: null,
    });
    expect(records.subarray(16, first.length)).toEqual(first.subarray(16));
    expect(records.readBigInt64BE(first.length)).toBe(1n);
    expect(records.subarray(first.length + 16)).toEqual(second.subarray(16));
    client.end();
  });

  it.each<[string, string, object, ErrorName]>([
    ["an unknown topic", "unknown", {}, "UNKNOWN_TOPIC_OR_PARTITION"],
    ["an offset beyond the end", "t", { offset: 1000 }, "OFFSET_OUT_OF_RANGE"],
    ["a negative offset", "t", { offset: -1 }, "OFFSET_OUT_OF_RANGE"],
    ["a leader of the future", "t", { leaderEpoch: 99 }, "UNKNOWN_LEADER_EPOCH"],
  ])("answers for %s at once", async (_, topic, options, expected) => {
    const client = await connect();
    expect((await fetch(client, topic, { maxWaitMs: 60_000, ...options })).error).toBe(errorCode[expected]);
    client.end();
  });

  it("gives the first batch even if it is above the limit, and no second one", async () => {
    const client = await connect();
    const topic = await freshTopic("large-batches");
    const bytes = batch(Buffer.alloc(5000));
    for (let i = 0; i < 3; i++) await produce(client, topic, Buffer.from(bytes));
    expect((await fetch(client, topic, { maxBytes: 100 })).records).toHaveLength(bytes.length);
    expect((await fetch(client, topic, { maxBytes: bytes.length * 2 + 50 })).records).toHaveLength(2 * bytes.length);
    client.end();
  });

  const deletion = (topic: string) => new Writer().array([topic], (writer, name) => writer.string(name)).int32(1000);
  it.each<[string, (topic: string, client: RawClient) => Promise<unknown>, object]>([
    ["records come", (topic, client) => produce(client, topic, batch()), { error: 0, highWatermark: 1 }],
    [
      "the topic is deleted",
      (topic, client) => client.ask(DELETE_TOPICS, 1, deletion(topic)),
      { error: errorCode.UNKNOWN_TOPIC_OR_PARTITION },
    ],
  ])("waits until %s", async (reason, happen, expected) => {
    const [client, other] = [await connect(), await connect()];
    const topic = await freshTopic(`waiting-until-${reason.replaceAll(" ", "-")}`);
    const pending = fetch(client, topic, { maxWaitMs: 60_000 });
    await other.ask(API_VERSIONS, 0);
    await happen(topic, other);
    expect(await pending).toMatchObject(expected);
    client.end();
    other.end();
  });

  it("waits no longer than it is told", async () => {
    const client = await connect();
    const topic = await freshTopic("nothing-comes");
    expect(await fetch(client, topic, { maxWaitMs: 20 })).toMatchObject({ error: 0, records: Buffer.alloc(0) });
    client.end();
  });

  it("has no sessions: those who insist are told that theirs is unknown", async () => {
    const client = await connect();
    const answer = readFetched(await client.ask(FETCH, 11, fetchBody("t", 0, { sessionId: 5 })));
    expect(answer).toMatchObject({ topError: errorCode.FETCH_SESSION_ID_NOT_FOUND, sessionId: 0 });
    client.end();
  });
});

describe("limits", () => {
  it("hold for connections: further ones are closed", async () => {
    const small = await startBroker({ limits: { maxConnections: 2 } });
    const [address = ""] = small.addresses;
    const clients = [await connectRaw(address), await connectRaw(address)];
    for (const client of clients) await client.ask(API_VERSIONS, 0);
    await (await connectRaw(address)).closed;
    expect((await clients[0]?.ask(API_VERSIONS, 0))?.int16()).toBe(errorCode.NONE);
    clients[1]?.end();
    await clients[1]?.closed;
    await expect
      .poll(async () =>
        (await connectRaw(address)).ask(API_VERSIONS, 0).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    await small.stop();
  });

  it("hold for silence, also in the middle of a request", async () => {
    const hasty = await startBroker({ limits: { idleTimeoutMs: 30 } });
    const client = await connectRaw(hasty.addresses[0] ?? "");
    client.send(Buffer.from([0, 0]));
    await client.closed;
    await hasty.stop();
  });
});
