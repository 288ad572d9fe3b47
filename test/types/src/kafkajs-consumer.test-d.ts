import {
  type BatchHandler,
  type ConsumerEvent,
  deadLetter,
  defineTopic,
  int32,
  type KafkaConsumerAdapter,
  type MessageHandler,
  none,
  nullable,
  on,
  oneOf,
  stopOnSignals,
  type TransactionalConsumer,
  type TransactionScope,
  type TypedConsumer,
  type TypedMessage,
  transactionalConsumer,
  typedConsumer,
  typedProducer,
  utf8,
} from "@magicbyte/kafkajs";
import type { RegistryClient } from "@magicbyte/registry";
import type { Admin, Consumer, ConsumerEvents, Producer } from "kafkajs";
import { expectTypeOf, test } from "vitest";
import { type Created, created, type Deleted, deleted, type Order, order } from "./schemas.js";

declare const client: RegistryClient;
declare const raw: Consumer;
declare const rawProducer: Producer;
declare const admin: Admin;

const consumer = typedConsumer(raw, { client });
const orders = defineTopic("orders", { key: utf8, value: order });
const users = defineTopic("users", { key: utf8, value: nullable(order) });
const events = defineTopic("events", { value: oneOf({ created, deleted }) });
const numbers = defineTopic("numbers", { key: none, value: int32, headers: { attempt: int32 } });

test("key, value and headers come from the topic", () => {
  consumer.run(orders, ({ key, value, topic, partition, offset, timestamp, schemaId, subject, signal, attempt }) => {
    expectTypeOf(key).toEqualTypeOf<string>();
    expectTypeOf(value).toEqualTypeOf<Order>();
    expectTypeOf(topic).toEqualTypeOf<string>();
    expectTypeOf(partition).toEqualTypeOf<number>();
    expectTypeOf(offset).toEqualTypeOf<string>();
    expectTypeOf(timestamp).toEqualTypeOf<Date>();
    expectTypeOf(schemaId).toEqualTypeOf<number | undefined>();
    expectTypeOf(subject).toEqualTypeOf<string | undefined>();
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    expectTypeOf(attempt).toEqualTypeOf<number>();
    // @ts-expect-error: an order has no name
    value.name;
  });
  consumer.run(orders, (message) => {
    // @ts-expect-error: messages are read-only
    message.offset = "0";
  });
  consumer.run(numbers, ({ key, value, headers, raw: record }) => {
    expectTypeOf(key).toEqualTypeOf<null>();
    expectTypeOf(value).toEqualTypeOf<number>();
    expectTypeOf(headers.attempt).toEqualTypeOf<number | undefined>();
    expectTypeOf(record.value).toEqualTypeOf<Buffer | null>();
  });
});

test("null is in the type only where the topic is nullable", () => {
  consumer.run(users, ({ value }) => {
    expectTypeOf(value).toEqualTypeOf<Order | null>();
    // @ts-expect-error: it may be a tombstone
    value.id;
  });
  consumer.run(orders, ({ value }) => expectTypeOf(value.id).toEqualTypeOf<string>());
});

test("several types on a topic are told apart by `type`", () => {
  consumer.run(events, ({ key, value }) => {
    expectTypeOf(key).toEqualTypeOf<Buffer | null>();
    if (value.type === "created") expectTypeOf(value.value).toEqualTypeOf<Created>();
    else expectTypeOf(value.value).toEqualTypeOf<Deleted>();
    // @ts-expect-error: there is no such type
    value.type === "updated";
  });
});

test("several topics have handlers of their own types", () => {
  consumer.run([
    on(orders, ({ value }) => expectTypeOf(value).toEqualTypeOf<Order>()),
    on(users, async ({ value }) => expectTypeOf(value).toEqualTypeOf<Order | null>()),
  ]);
  const handler: MessageHandler<typeof orders> = ({ value }) => value.quantity;
  on(orders, handler);
  // @ts-expect-error: a handler of orders does not expect tombstones
  on(users, handler);
  // @ts-expect-error: a topic needs a handler
  on(orders);
  // @ts-expect-error: a topic, not its name
  consumer.run("orders", () => {});
  // @ts-expect-error: a topic needs a handler
  consumer.run(orders);
  // @ts-expect-error: subscriptions are made by `on`
  consumer.run([orders]);
});

test("a batch has messages of its topic", () => {
  consumer.runBatch(
    orders,
    ({ messages, done }) => {
      expectTypeOf(messages).toEqualTypeOf<readonly TypedMessage<typeof orders>[]>();
      for (const message of messages) done(message);
      // @ts-expect-error: a message, not its offset
      done("0");
    },
    { maxMessages: 10 },
  );
  const handler: BatchHandler<typeof orders> = ({ messages }) => messages.length;
  // @ts-expect-error: other messages
  consumer.runBatch(numbers, handler);
});

test("the client's own consumer stays in reach", () => {
  expectTypeOf(consumer).toEqualTypeOf<TypedConsumer<Consumer>>();
  expectTypeOf(consumer.raw).toEqualTypeOf<Consumer>();
  expectTypeOf(consumer.events).toEqualTypeOf<ConsumerEvents>();
  expectTypeOf(consumer.on).toEqualTypeOf<Consumer["on"]>();
  expectTypeOf(consumer.closed).toEqualTypeOf<Promise<void>>();
  consumer.pause(orders, [0]);
  consumer.resume("orders");
  // @ts-expect-error: a producer is no consumer
  typedConsumer(rawProducer, { client });
});

test("an adapter gives its own client", () => {
  const adapter = {} as KafkaConsumerAdapter<{ readonly mine: true }>;
  const mine = typedConsumer(adapter, { client });
  expectTypeOf(mine.raw).toEqualTypeOf<{ readonly mine: true }>();
  expectTypeOf(mine.events).toEqualTypeOf<undefined>();
});

test("policies take what they can decide", () => {
  const letter = deadLetter(rawProducer, { topic: "dead" });
  typedConsumer(raw, { client, onPoisonPill: "throw", onHandlerError: "skip" });
  typedConsumer(raw, {
    client,
    onPoisonPill: ({ part, error, offset }) => {
      expectTypeOf(part).toEqualTypeOf<"key" | "value" | "headers">();
      expectTypeOf(error).toBeUnknown();
      return offset === "0" ? "skip" : letter;
    },
    onHandlerError: async ({ attempts }) => (attempts > 3 ? letter : "throw"),
    onEvent: (event) => {
      expectTypeOf(event).toEqualTypeOf<ConsumerEvent>();
      if (event.type === "paused") expectTypeOf(event.forMs).toEqualTypeOf<number>();
    },
  });
  // @ts-expect-error: no policy
  typedConsumer(raw, { client, onPoisonPill: "ignore" });
  // @ts-expect-error: no decision
  typedConsumer(raw, { client, onHandlerError: () => "retry" });
  // @ts-expect-error: no client
  typedConsumer(raw, {});
});

test("a transactional consumer gives its handler a transaction", () => {
  const exactly = transactionalConsumer(raw, {
    client,
    admin,
    producer: (topic, partition) => {
      expectTypeOf(topic).toEqualTypeOf<string>();
      expectTypeOf(partition).toEqualTypeOf<number>();
      return rawProducer;
    },
  });
  expectTypeOf(exactly).toEqualTypeOf<TransactionalConsumer<Consumer>>();
  exactly.run(orders, async ({ key, value }, transaction) => {
    expectTypeOf(transaction).toEqualTypeOf<TransactionScope>();
    await transaction.send(users, [{ key, value }]);
    // @ts-expect-error: no such value
    await transaction.send(numbers, [{ value }]);
  });
  // @ts-expect-error: a consumer of its own order has no concurrency
  transactionalConsumer(raw, { client, admin, producer: () => rawProducer, concurrency: 2 });
  // @ts-expect-error: what has been committed must be known
  transactionalConsumer(raw, { client, producer: () => rawProducer });
});

test("signals stop consumers and producers", () => {
  const callOff = stopOnSignals([consumer, typedProducer(rawProducer, { client })], { signals: ["SIGTERM"] });
  expectTypeOf(callOff).toEqualTypeOf<() => void>();
  // @ts-expect-error: a topic cannot be stopped
  stopOnSignals([orders]);
});
