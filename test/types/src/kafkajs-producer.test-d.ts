import {
  type Codec,
  deadLetter,
  defineTopic,
  type EventEnvelope,
  eventHandlers,
  eventPublisher,
  evolve,
  type HandlerErrorPolicy,
  int32,
  none,
  nullable,
  oneOf,
  type PoisonPillPolicy,
  retryTopics,
  type SentPartition,
  type TransactionScope,
  type TypedConsumer,
  type TypedProducer,
  type TypedTransaction,
  typedProducer,
  utf8,
} from "@magicbyte/kafkajs";
import type { RegistryClient, TypedSchema } from "@magicbyte/registry";
import type { Producer } from "kafkajs";
import { expectTypeOf, test } from "vitest";
import { created, deleted, order } from "./schemas.js";

declare const client: RegistryClient;
declare const raw: Producer;

const producer = typedProducer(raw, { client });
const orders = defineTopic("orders", { key: utf8, value: order });
const users = defineTopic("users", { key: utf8, value: nullable(order) });
const events = defineTopic("events", { value: oneOf({ created, deleted }) });
const numbers = defineTopic("numbers", { key: none, value: int32, headers: { attempt: int32 } });

test("a message is typed by its topic", () => {
  expectTypeOf(producer.send(orders, [{ key: "a", value: { id: "a" } }])).toEqualTypeOf<
    Promise<readonly SentPartition[]>
  >();
  producer.send(orders, [{ key: "a", value: { id: "a", quantity: 1 }, partition: 1, timestamp: new Date() }]);

  // @ts-expect-error: a member of another type
  producer.send(orders, [{ key: "a", value: { id: 1 } }]);
  // @ts-expect-error: a member that the schema does not know
  producer.send(orders, [{ key: "a", value: { id: "a", colour: "red" } }]);
  // @ts-expect-error: a member is missing
  producer.send(orders, [{ key: "a", value: { quantity: 1 } }]);
  // @ts-expect-error: the key is missing
  producer.send(orders, [{ value: { id: "a" } }]);
  // @ts-expect-error: the key is text
  producer.send(orders, [{ key: 1, value: { id: "a" } }]);
  // @ts-expect-error: the value is missing
  producer.send(orders, [{ key: "a" }]);
  // @ts-expect-error: a member that messages do not have
  producer.send(orders, [{ key: "a", value: { id: "a" }, offset: "1" }]);
  // @ts-expect-error: a topic, not its name
  producer.send("orders", [{ key: "a", value: { id: "a" } }]);
});

test("a tombstone compiles only where the value is nullable, and is written as null", () => {
  producer.send(users, [{ key: "a", value: null }]);

  // @ts-expect-error: orders have no tombstones
  producer.send(orders, [{ key: "a", value: null }]);
  // @ts-expect-error: what is forgotten is no tombstone
  producer.send(users, [{ key: "a" }]);
  // @ts-expect-error: undefined is none either
  producer.send(users, [{ key: "a", value: undefined }]);
});

test("oneOf takes { type, value }", () => {
  producer.send(events, [{ value: { type: "created", value: { at: 1 } } }]);
  producer.send(events, [{ key: Buffer.alloc(1), value: { type: "deleted", value: { reason: "x" } } }]);

  // @ts-expect-error: the value of another type
  producer.send(events, [{ value: { type: "created", value: { reason: "x" } } }]);
  // @ts-expect-error: a type that is not among them
  producer.send(events, [{ value: { type: "moved", value: {} } }]);
});

test("headers are typed where they are declared", () => {
  producer.send(numbers, [{ value: 1, headers: { attempt: 1, trace: "a", blob: Buffer.alloc(1), many: ["a"] } }]);

  // @ts-expect-error: a declared header of another type
  producer.send(numbers, [{ value: 1, headers: { attempt: "1" } }]);
  // @ts-expect-error: what is not declared is bytes or text
  producer.send(numbers, [{ value: 1, headers: { trace: true } }]);
  // @ts-expect-error: and never a number where none is declared
  producer.send(orders, [{ key: "a", value: { id: "a" }, headers: { trace: 1 } }]);
  // @ts-expect-error: there is no key
  producer.send(numbers, [{ key: "a", value: 1 }]);
});

test("a batch is typed topic by topic", () => {
  producer.sendBatch([
    { topic: orders, messages: [{ key: "a", value: { id: "a" } }] },
    { topic: numbers, messages: [{ value: 1 }] },
  ]);
  producer.sendBatch([
    { topic: orders, messages: [{ key: "a", value: { id: "a" } }] },
    // @ts-expect-error: the value of another topic
    { topic: numbers, messages: [{ value: "a" }] },
  ]);
});

test("settings are those that clients have", () => {
  producer.send(numbers, [{ value: 1 }], { acks: 1, timeoutMs: 1_000, compression: 1 });
  // @ts-expect-error: units stand in names
  producer.send(numbers, [{ value: 1 }], { timeout: 1_000 });
});

test("a transaction sends the same, and offsets", async () => {
  expectTypeOf(producer.transaction()).toEqualTypeOf<Promise<TypedTransaction>>();
  const result = producer.transaction(async (transaction) => {
    expectTypeOf(transaction).toEqualTypeOf<TransactionScope>();
    await transaction.send(numbers, [{ value: 1 }]);
    await transaction.sendOffsets({ consumerGroupId: "g", topics: [] });
    // @ts-expect-error: the value of another topic
    await transaction.send(numbers, [{ value: "a" }]);
    // @ts-expect-error: it is committed when the work is done
    await transaction.commit();
    return 5;
  });
  expectTypeOf(result).toEqualTypeOf<Promise<number>>();
});

test("the client's own producer and its events are in reach", () => {
  expectTypeOf(producer).toEqualTypeOf<TypedProducer<Producer>>();
  expectTypeOf(producer).toExtend<TypedProducer>();
  expectTypeOf(producer.raw).toEqualTypeOf<Producer>();
  expectTypeOf(producer.events.CONNECT).toEqualTypeOf<"producer.connect">();
  producer.on(producer.events.REQUEST, ({ payload }) => expectTypeOf(payload.duration).toEqualTypeOf<number>());
});

test("options are checked", () => {
  typedProducer(raw, {
    client,
    lookup: ({ part }) => (part === "key" ? "register" : "existing"),
    topics: [orders, numbers],
  });
  // @ts-expect-error: a client is needed
  typedProducer(raw, {});
  // @ts-expect-error: a lookup that does not exist
  typedProducer(raw, { client, lookup: "newest" });
  // @ts-expect-error: topics, not names
  typedProducer(raw, { client, topics: ["orders"] });
});

test("dead letters take any producer", () => {
  deadLetter(producer, { topic: "dlq" });
  deadLetter(raw, { topic: (source) => `${source}.dlq` });
  // @ts-expect-error: a topic is needed
  deadLetter(raw, {});
});

test("evolve tells an incompatible schema by type", async () => {
  const evolution = await evolve(client, orders, order);
  expectTypeOf(evolution.id).toEqualTypeOf<number | undefined>();
  if (evolution.compatible) expectTypeOf(evolution.version).toEqualTypeOf<number>();
  // @ts-expect-error: one schema at a time
  await evolve(client, events, oneOf({ created, deleted }));
});

type Fields = Omit<EventEnvelope, "timestamp"> & { readonly timestamp: number };
declare const memoryCreated: TypedSchema<Fields & { readonly text: string }>;
declare const memoryDeleted: TypedSchema<Fields & { readonly reason: string }>;
const memories = defineTopic("memories", {
  key: utf8,
  value: oneOf({ "memory.created": memoryCreated, "memory.deleted": memoryDeleted }),
});

test("an event's data are its value without the envelope", () => {
  const envelope = (given: EventEnvelope): Fields => ({ ...given, timestamp: given.timestamp.getTime() });
  const publisher = eventPublisher({ producer, topic: memories, source: "s", envelope });
  expectTypeOf(publisher.publish("memory.created", { text: "a" }, { key: "k" })).toEqualTypeOf<Promise<string>>();

  // @ts-expect-error: the data of another type
  publisher.publish("memory.created", { reason: "a" }, { key: "k" });
  // @ts-expect-error: a type that is not among them
  publisher.publish("memory.moved", { text: "a" }, { key: "k" });
  // @ts-expect-error: the envelope is the publisher's
  publisher.publish("memory.created", { text: "a", eventId: "e" }, { key: "k" });
  // @ts-expect-error: the topic's key is needed
  publisher.publish("memory.created", { text: "a" });
  // @ts-expect-error: and typed
  publisher.publish("memory.created", { text: "a" }, { key: 1 });

  // An envelope with a Date does not fit a schema with a number.
  const unfit = eventPublisher({ producer, topic: memories, source: "s" });
  // @ts-expect-error: so nothing can be published
  unfit.publish("memory.created", { text: "a" }, { key: "k" });
});

test("without an envelope in the value, the data are the value", () => {
  const publisher = eventPublisher({ producer, topic: events, source: "s", envelope: false, cloudEvents: true });
  publisher.publish("created", { at: 1 });
  // @ts-expect-error: the data of another type
  publisher.publish("created", { reason: "a" });
});

test("one schema may hold all events, told apart by eventType", () => {
  type Event = EventEnvelope &
    ({ readonly eventType: "a"; readonly n: number } | { readonly eventType: "b"; readonly s: string });
  const one = defineTopic("one", { value: {} as Codec<Event> });
  const publisher = eventPublisher({ producer, topic: one, source: "s" });
  publisher.publish("a", { n: 1 });
  // @ts-expect-error: the data of another type
  publisher.publish("b", { n: 1 });
  // @ts-expect-error: a type that is not among them
  publisher.publish("c", { n: 1 });
});

declare const consumer: TypedConsumer;
declare function run<V>(
  value: V,
  handler: (message: { readonly value: V; readonly offset: string }) => Promise<void>,
): void;
declare const memory:
  | { readonly type: "memory.created"; readonly value: { readonly text: string } }
  | { readonly type: "memory.deleted"; readonly value: { readonly reason: string } };

test("handlers are exhaustive, or have a fallback", () => {
  run(
    memory,
    eventHandlers({
      "memory.created": (event, { offset }) => {
        expectTypeOf(event).toEqualTypeOf<{ readonly text: string }>();
        expectTypeOf(offset).toEqualTypeOf<string>();
      },
      "memory.deleted": async ({ reason }) => {
        expectTypeOf(reason).toEqualTypeOf<string>();
      },
    }),
  );
  const some = eventHandlers<{ readonly value: typeof memory }>({
    "memory.created": () => {},
    fallback: (event) => {
      expectTypeOf(event).toEqualTypeOf<unknown>();
    },
  });
  expectTypeOf(some).parameter(0).toEqualTypeOf<{ readonly value: typeof memory }>();
  run(memory, eventHandlers({ "memory.deleted": ({ reason }) => void reason.length, fallback: () => {} }));

  consumer.run(
    memories,
    eventHandlers({
      "memory.created": ({ text, eventId }, { key, partition }) => {
        expectTypeOf([text, eventId, key]).toEqualTypeOf<string[]>();
        expectTypeOf(partition).toEqualTypeOf<number>();
      },
      fallback: (_event, { topic }) => void topic.length,
    }),
  );

  // @ts-expect-error: one is missing
  consumer.run(memories, eventHandlers({ "memory.created": () => {} }));
  // @ts-expect-error: one is missing
  run(memory, eventHandlers({ "memory.created": () => {} }));
  // @ts-expect-error: one is too many
  run(memory, eventHandlers({ "memory.created": () => {}, "memory.moved": () => {}, fallback: () => {} }));
});

test("a policy is told, and may decide", () => {
  const policies: PoisonPillPolicy[] = [
    "throw",
    "skip",
    deadLetter(raw, { topic: "dlq" }),
    ({ topic, error }) => console.log(topic, error),
    async ({ part }) => (part === "key" ? "skip" : undefined),
    () => deadLetter(raw, { topic: "dlq" }),
  ];
  const retries = retryTopics(producer, { delaysMs: [1_000], whenExhausted: "skip" });
  const handlers: HandlerErrorPolicy[] = [retries, ({ attempts }) => (attempts > 3 ? retries : "throw")];
  expectTypeOf(policies).not.toEqualTypeOf(handlers);

  // @ts-expect-error: a decision that there is not
  const unknown: PoisonPillPolicy = () => "retry";
  // @ts-expect-error: what cannot be read is not tried again
  const retried: PoisonPillPolicy = retries;
  expectTypeOf([unknown, retried]).items.toEqualTypeOf<PoisonPillPolicy>();
});
