import { ResponseError, SerializationError, TransportError, UsageError } from "@magicbyte/registry";
import type { Producer } from "kafkajs";
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import { type Bed, startBed } from "../../test/bed.js";
import { order, orderKey, orderWithoutNote } from "../../test/schemas.js";
import { defineTopic, nullable, typedProducer, utf8 } from "../index.js";

let bed: Bed;
beforeAll(async () => {
  bed = await startBed();
});
afterAll(() => bed.close());
beforeEach(() => bed.registry.reset("empty"));

function newProducer(options: Partial<Parameters<typeof typedProducer>[1]> = {}) {
  return bed.closing(typedProducer(bed.kafka.producer(), { client: bed.newClient(), ...options }));
}

const orders = defineTopic("orders", { key: orderKey, value: nullable(order) });

describe("connect", () => {
  it("prepares keys and values of the topics named, so that sending asks the registry nothing", async () => {
    const producer = newProducer({ topics: [orders] });
    await producer.connect();
    const asked = bed.registry.requests.count();
    expect(asked).toBeGreaterThan(0);
    await producer.send(orders, [{ key: { id: "a" }, value: { id: "a", quantity: 1 } }]);
    expect(bed.registry.requests.count()).toBe(asked);
  });

  it.each([
    ["key", "orders-value", orderWithoutNote],
    ["value", "orders-key", orderKey],
  ] as const)(
    "fails early, naming topic and part, when the schema of the %s is not registered",
    async (part, subject, schema) => {
      await bed.client.subjects.register(subject, { schema: part === "key" ? order.schema : schema.schema });
      const connected: string[] = [];
      const producer = newProducer({ topics: [orders], lookup: "existing" });
      producer.on(producer.events.CONNECT, () => connected.push("connect"));
      const failed = producer.connect();
      await expect(failed).rejects.toThrow(SerializationError);
      await expect(failed).rejects.toThrow(
        new RegExp(`topic "orders": the schema of its ${part}s cannot be prepared: .*register it when deploying`),
      );
      await expect(failed).rejects.toMatchObject({ topic: "orders", part });
      expect(connected).toEqual([]);
    },
  );

  it("fails early when the registry refuses a schema or does not answer", async () => {
    const refused = bed.registry.intercept("POST /subjects/{subject}/versions", { status: 422 } as never);
    const producer = newProducer({ topics: [orders] });
    const error: unknown = await producer.connect().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SerializationError);
    expect((error as SerializationError).cause).toBeInstanceOf(ResponseError);
    refused.remove();
    await producer.connect();
    await producer.send(orders, [{ key: { id: "a" }, value: null }]);
  });

  it("leaves no connection behind when it fails, even one that was there before", async () => {
    const raw = bed.kafka.producer();
    const disconnected: string[] = [];
    raw.on(raw.events.DISCONNECT, () => disconnected.push("disconnect"));
    await raw.connect();
    const producer = typedProducer(raw, { client: bed.newClient(), topics: [orders], lookup: "latest" });
    await expect(producer.connect()).rejects.toThrow(/orders/);
    expect(disconnected).toEqual(["disconnect"]);
  });

  it("disconnects again when the brokers refuse the producer half way", async () => {
    const raw = bed.kafka.producer({ idempotent: true });
    const events: string[] = [];
    raw.on(raw.events.CONNECT, () => events.push("connect"));
    raw.on(raw.events.DISCONNECT, () => events.push("disconnect"));
    const interception = bed.broker.intercept("InitProducerId", { fail: "CLUSTER_AUTHORIZATION_FAILED" });
    const producer = bed.closing(typedProducer(raw, { client: bed.client }));
    await expect(producer.connect()).rejects.toMatchObject({ type: "CLUSTER_AUTHORIZATION_FAILED" });
    expect(events).toEqual(["connect", "disconnect"]);
    interception.remove();
  });

  it("comes with the first send where it was not called", async () => {
    const producer = newProducer({ topics: [orders] });
    const connected: string[] = [];
    producer.on(producer.events.CONNECT, () => connected.push("connect"));
    await Promise.all([
      producer.send(orders, [{ key: { id: "a" }, value: null }]),
      producer.send(orders, [{ key: { id: "b" }, value: null }]),
    ]);
    expect(connected).toEqual(["connect"]);
  });

  it("may be called again after disconnect; until then sending fails", async () => {
    const producer = newProducer();
    await producer.connect();
    await producer.disconnect();
    await expect(producer.send(orders, [{ key: { id: "a" }, value: null }])).rejects.toThrow("disconnected");
    await producer.connect();
    await producer.send(orders, [{ key: { id: "a" }, value: null }]);
  });
});

describe("a registry that is down", () => {
  it("does not stop producing once a topic has had its first message", async () => {
    const registryOfItsOwn = await startBed();
    const producer = registryOfItsOwn.closing(
      typedProducer(registryOfItsOwn.kafka.producer(), { client: registryOfItsOwn.client }),
    );
    await producer.send(orders, [{ key: { id: "a" }, value: { id: "a", quantity: 1 } }]);
    await registryOfItsOwn.registry.stop();
    await producer.send(orders, [{ key: { id: "b" }, value: { id: "b", quantity: 2 } }]);
    expect(registryOfItsOwn.broker.messages("orders")).toHaveLength(2);

    const other = defineTopic("others", { key: orderKey, value: order });
    const failed = producer.send(other, [{ key: { id: "c" }, value: { id: "c", quantity: 3 } }]);
    await expect(failed).rejects.toMatchObject({ topic: "others", cause: expect.any(TransportError) });
    await registryOfItsOwn.close();
  });
});

describe("options", () => {
  it("choose subjects by part, and the lookup by topic and part", async () => {
    await bed.client.subjects.register("values.of.orders", { schema: order.schema });
    const producer = newProducer({
      keySubject: ({ topic }) => `keys.of.${topic}`,
      valueSubject: ({ topic }) => `values.of.${topic}`,
      lookup: ({ part }) => (part === "key" ? "register" : "existing"),
    });
    await producer.send(orders, [{ key: { id: "a" }, value: { id: "a", quantity: 1 } }]);
    expect(await bed.newClient().subjects.list()).toEqual(["keys.of.orders", "values.of.orders"]);
  });

  it("leave the client's own producer and its events in reach", () => {
    const raw = bed.kafka.producer();
    const producer = typedProducer(raw, { client: bed.client });
    expect(producer.raw).toBe(raw);
    expect(producer.events).toBe(raw.events);
    expectTypeOf(producer.on).toEqualTypeOf<Producer["on"]>();
  });

  it.each([
    ["no producer", undefined, { client: {} }, /kafka\.producer\(\)/],
    ["no client", { sendBatch() {} }, {}, /createRegistryClient/],
    ["no options", { sendBatch() {} }, undefined, /createRegistryClient/],
  ])("are refused with %s", (_what, producer, options, message) => {
    const make = () => typedProducer(producer as never, options as never);
    expect(make).toThrow(UsageError);
    expect(make).toThrow(message);
  });
});

it("a topic of strings needs no registry", async () => {
  const asked = bed.registry.requests.count();
  await newProducer().send(defineTopic("strings", { key: utf8, value: utf8 }), [{ key: "a", value: "b" }]);
  expect(bed.registry.requests.count()).toBe(asked);
});
