import { createDeserializer, SerializationError, UsageError } from "@magicbyte/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { avscSchema } from "../../test/avsc-schema.js";
import { type Bed, startBed } from "../../test/bed.js";
import {
  defineTopic,
  type EventEnvelope,
  eventHandlers,
  eventPublisher,
  nullable,
  oneOf,
  readCloudEvent,
  typedProducer,
  utf8,
} from "../index.js";

let bed: Bed;
beforeAll(async () => {
  bed = await startBed();
});
afterAll(() => bed.close());

type Stored = Omit<EventEnvelope, "timestamp"> & { readonly timestamp: number };

const envelopeFields = [
  { name: "eventId", type: "string" },
  { name: "eventType", type: "string" },
  { name: "timestamp", type: "long" },
  { name: "source", type: "string" },
  { name: "metadata", type: { type: "map", values: "string" } },
  { name: "correlationId", type: "string" },
  { name: "causationId", type: ["null", "string"] },
];

function record(name: string, field: string) {
  return {
    type: "record",
    name,
    namespace: "memory",
    fields: [...envelopeFields, { name: field, type: "string" }],
  } as const;
}

const memoryCreated = avscSchema<Stored & { readonly text: string }>(record("Created", "text") as never);
const memoryDeleted = avscSchema<Stored & { readonly reason: string }>(record("Deleted", "reason") as never);
const memories = defineTopic("memory.events", {
  key: utf8,
  value: nullable(oneOf({ "memory.created": memoryCreated, "memory.deleted": memoryDeleted })),
});

const stored = (envelope: EventEnvelope): Stored => ({ ...envelope, timestamp: envelope.timestamp.getTime() });

function newPublisher(options: { readonly cloudEvents?: boolean } = {}) {
  const producer = bed.closing(typedProducer(bed.kafka.producer(), { client: bed.client }));
  return eventPublisher({ producer, topic: memories, source: "memory-service", envelope: stored, ...options });
}

async function published() {
  const values = createDeserializer({
    client: bed.client,
    schema: oneOf({ "memory.created": memoryCreated, "memory.deleted": memoryDeleted }),
  });
  return Promise.all(
    bed.broker.messages("memory.events").map(async ({ value, ...message }) => ({
      ...message,
      value: await values.deserialize(value),
    })),
  );
}

describe("eventPublisher", () => {
  it("adds the envelope, and gives the event's id", async () => {
    const before = Date.now();
    const eventId = await newPublisher().publish(
      "memory.created",
      { text: "hello" },
      { key: "m1", metadata: { user: "u" } },
    );
    expect(eventId).toMatch(/^[0-9a-f-]{36}$/);
    const message = (await published()).at(-1);
    expect(message?.value).toEqual({
      type: "memory.created",
      value: {
        eventId,
        eventType: "memory.created",
        timestamp: expect.any(Number),
        source: "memory-service",
        metadata: { user: "u" },
        correlationId: eventId,
        causationId: null,
        text: "hello",
      },
    });
    expect(message?.timestamp).toBe(message?.value?.value.timestamp);
    expect(message?.timestamp).toBeGreaterThanOrEqual(before);
    expect(message?.headers).toEqual({});
  });

  it("takes correlation and causation from the event that led to this one", async () => {
    const causedBy = { eventId: "cause", correlationId: "first" };
    const publisher = newPublisher();
    await publisher.publish("memory.deleted", { reason: "x" }, { key: "m1", causedBy });
    await publisher.publish("memory.deleted", { reason: "x" }, { key: "m1", causedBy, correlationId: "own" });
    const values = (await published()).slice(-2).map(({ value }) => value?.value);
    expect(values).toMatchObject([
      { correlationId: "first", causationId: "cause" },
      { correlationId: "own", causationId: "cause" },
    ]);
  });

  it("sends the envelope as CloudEvents in binary mode as well", async () => {
    const timestamp = new Date(1_700_000_000_123);
    const causedBy = { eventId: "cause", correlationId: "first" };
    const options = { key: "m1", timestamp, eventId: "e1", causedBy, headers: { trace: "1" } };
    await newPublisher({ cloudEvents: true }).publish("memory.created", { text: "hi" }, options);
    const message = (await published()).at(-1);
    expect(
      Object.fromEntries(Object.entries(message?.headers ?? {}).map(([name, value]) => [name, String(value)])),
    ).toEqual({
      trace: "1",
      ce_specversion: "1.0",
      ce_id: "e1",
      ce_source: "memory-service",
      ce_type: "memory.created",
      ce_time: "2023-11-14T22:13:20.123Z",
      ce_correlationid: "first",
      ce_causationid: "cause",
    });
    expect(readCloudEvent(message?.headers as never)).toEqual({
      eventId: "e1",
      eventType: "memory.created",
      timestamp,
      source: "memory-service",
      metadata: {},
      correlationId: "first",
      causationId: "cause",
    });
  });

  it("can leave the envelope to the headers alone", async () => {
    const plain = avscSchema<{ readonly text: string }>({
      type: "record",
      name: "P",
      fields: [{ name: "text", type: "string" }],
    });
    const topic = defineTopic("plain.events", { value: oneOf({ "plain.created": plain }) });
    const producer = bed.closing(typedProducer(bed.kafka.producer(), { client: bed.client }));
    const cloudEvents = { contentType: "avro/binary", subject: () => "s" };
    const publisher = eventPublisher({ producer, topic, source: "/plain", envelope: false, cloudEvents });
    const eventId = await publisher.publish("plain.created", { text: "a" });
    const [message] = bed.broker.messages("plain.events");
    expect(message?.value?.subarray(5)).toEqual(Buffer.from([2, 97]));
    expect(String(message?.headers["ce_id"])).toBe(eventId);
    expect(String(message?.headers["ce_subject"])).toBe("s");
    expect(String(message?.headers["content-type"])).toBe("avro/binary");
  });

  it("publishes in a transaction", async () => {
    const raw = bed.kafka.producer({ transactionalId: "events", idempotent: true, maxInFlightRequests: 1 });
    const producer = bed.closing(typedProducer(raw, { client: bed.client }));
    const publisher = eventPublisher({ producer, topic: memories, source: "s", envelope: stored });
    const before = bed.broker.messages("memory.events").length;
    const failed = producer.transaction(async (transaction) => {
      await publisher.within(transaction).publish("memory.created", { text: "never" }, { key: "m" });
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(bed.broker.messages("memory.events")).toHaveLength(before);
  });

  it("publishes nothing that does not fit", async () => {
    const wrong = newPublisher().publish("memory.created", { text: 1 } as never, { key: "m" });
    await expect(wrong).rejects.toThrow(SerializationError);
    await expect(wrong).rejects.toMatchObject({ path: "text" });
  });

  it.each([
    ["a producer", { topic: memories, source: "s" }],
    ["a topic", { producer: { send() {} }, source: "s" }],
    ["a source", { producer: { send() {} }, topic: memories }],
    [
      "anything that says which event it is",
      { producer: { send() {} }, topic: memories, source: "s", envelope: false },
    ],
  ])("is a UsageError without %s", (_what, options) => {
    expect(() => eventPublisher(options as never)).toThrow(UsageError);
  });
});

describe("readCloudEvent", () => {
  it.each([
    ["no headers", {}],
    ["a required one missing", { ce_specversion: "1.0", ce_id: "1", ce_type: "t" }],
  ])("gives undefined for %s", (_what, headers) => {
    expect(readCloudEvent(headers)).toBeUndefined();
  });
});

describe("eventHandlers", () => {
  type Event =
    | { readonly type: "created"; readonly value: { readonly id: number } }
    | { readonly type: "deleted"; readonly value: { readonly reason: string } };
  type Message = { readonly value: Event | null; readonly offset: string };

  it("calls the handler of the type with the event and its message", async () => {
    const calls: unknown[] = [];
    const handle = eventHandlers<Message>({
      created: async ({ id }, { offset }) => void calls.push([id, offset]),
      deleted: ({ reason }) => void calls.push(reason),
    });
    await handle({ value: { type: "created", value: { id: 1 } }, offset: "5" });
    await handle({ value: { type: "deleted", value: { reason: "x" } }, offset: "6" });
    expect(calls).toEqual([[1, "5"], "x"]);
  });

  it("dispatches by eventType where one schema holds all events", async () => {
    type One = { readonly value: { readonly eventType: "a" | "b"; readonly n: number } };
    const calls: unknown[] = [];
    const handle = eventHandlers<One>({ a: (event) => void calls.push(event.n), b: () => void calls.push("b") });
    await handle({ value: { eventType: "a", n: 1 } });
    await handle({ value: { eventType: "b", n: 2 } });
    expect(calls).toEqual([1, "b"]);
  });

  it.each([
    ["an unknown type", { type: "moved", value: { to: 1 } }, { to: 1 }],
    ["a type without a handler", { type: "deleted", value: { reason: "x" } }, { reason: "x" }],
    ["a type with the name of a method", { type: "toString", value: {} }, {}],
    ["the name of the fallback", { type: "fallback", value: {} }, {}],
    ["a tombstone", null, null],
    ["what is no event", { id: 1 }, { id: 1 }],
  ])("gives %s to the fallback", async (_what, value, event) => {
    const calls: unknown[] = [];
    const handle = eventHandlers<Message>({
      created: () => {
        throw new Error("not this one");
      },
      fallback: (given, message) => void calls.push([given, message.offset]),
    });
    await handle({ value: value as Event, offset: "7" });
    expect(calls).toEqual([[event, "7"]]);
  });

  it("throws without a fallback, and names the type", async () => {
    const handle = eventHandlers<Message>({ created() {}, deleted() {} });
    await expect(handle({ value: { type: "moved" as "created", value: { id: 1 } }, offset: "1" })).rejects.toThrow(
      /no handler for events of type "moved"/,
    );
    await expect(handle({ value: null, offset: "1" })).rejects.toThrow(UsageError);
  });

  it("passes on what a handler throws", async () => {
    const failure = new Error("handler");
    const handle = eventHandlers<Message>({ created: () => Promise.reject(failure), deleted() {} });
    await expect(handle({ value: { type: "created", value: { id: 1 } }, offset: "1" })).rejects.toBe(failure);
  });
});
