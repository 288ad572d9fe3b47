import { HeaderSchemaIdSerializer, JsonDeserializer, JsonSerializer, SerdeType } from "@confluentinc/schemaregistry";
import { SchemaType } from "@kafkajs/confluent-schema-registry";
import { jsonSchemaFrom } from "@magicbyte/json-schema";
import { createDeserializer, createSerializer, type MessageHeaders } from "@magicbyte/registry";
import { describe, expect, it } from "vitest";
import { type Exchange, kafkajsPeer, type Peer, read, startExchange, TOPIC, write } from "./exchange-clients.js";

/** @confluentinc/schemaregistry as a peer that validates, which it does not by default. */
function confluentPeer(exchange: Exchange): Peer {
  const writing = { useLatestVersion: true, autoRegisterSchemas: false, validate: true };
  const reading = { validate: true };
  return {
    write: (value) => new JsonSerializer(exchange.confluent(), SerdeType.VALUE, writing).serialize(TOPIC, value),
    read: (bytes) => new JsonDeserializer(exchange.confluent(), SerdeType.VALUE, reading).deserialize(TOPIC, bytes),
  };
}

/** The KafkaJS client as a peer, which always validates. */
function lenientKafkajsPeer(exchange: Exchange): Peer {
  return kafkajsPeer(exchange, { [SchemaType.JSON]: { strict: false } });
}

const PEERS = [
  ["@confluentinc/schemaregistry", confluentPeer],
  ["@kafkajs/confluent-schema-registry", lenientKafkajsPeer],
] as const;

const order = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Order",
  type: "object",
  properties: {
    sku: { type: "string", pattern: "^[a-z]" },
    lines: { type: "array", items: { $ref: "#/definitions/line" } },
    note: { type: ["string", "null"] },
    next: { $ref: "#" },
  },
  required: ["sku"],
  additionalProperties: false,
  definitions: {
    line: { type: "object", properties: { count: { type: "integer", minimum: 1 } }, required: ["count"] },
  },
};
const point = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "https://shop.test/point.json",
  title: "Point",
  type: "object",
  properties: {
    at: { type: "array", prefixItems: [{ type: "number" }, { type: "number" }], minItems: 2, items: false },
    label: { $ref: "#/$defs/label" },
  },
  $defs: { label: { type: "string", maxLength: 5 } },
  unevaluatedProperties: false,
};
/** What every client takes, and what none does. */
const VALUES = {
  order: { sku: "a-1", lines: [{ count: 1 }, { count: 2 }], note: null, next: { sku: "zürich 𝄞" } },
  point: { at: [1.5, -2e-7], label: "abcde" },
};

describe.each(PEERS)("JSON Schema exchanged with %s", (_, connect) => {
  it.each<[string, object, unknown, unknown]>([
    ["draft-07", order, VALUES.order, { sku: "a-1", lines: [{ count: 0 }] }],
    ["no $schema", { ...order, $schema: undefined }, VALUES.order, { sku: "a-1", note: 5 }],
    ["a message that is no object", { type: "array", items: { type: "number" } }, [1, 2.5], ["1"]],
    ["a schema that is only true", { title: "Anything" }, { any: ["thing", null] }, undefined],
  ])("%s, both ways, byte for byte, and validated alike", async (_, definition, value, wrong) => {
    await using exchange = await startExchange();
    const peer = connect(exchange);
    const schema = jsonSchemaFrom(definition);
    const ours = await write(exchange, schema, value);
    expect(await peer.read(ours)).toEqual(value);
    const theirs = await peer.write(value);
    expect(theirs).toEqual(ours);
    expect(await read(exchange, schema, theirs)).toEqual(value);
    if (wrong === undefined) return;
    await expect(peer.write(wrong)).rejects.toThrow();
    await expect(write(exchange, schema, wrong)).rejects.toMatchObject({ code: "MAGICBYTE_SERIALIZATION" });
    const unchecked = Buffer.concat([ours.subarray(0, 5), Buffer.from(JSON.stringify(wrong))]);
    await expect(peer.read(unchecked)).rejects.toThrow();
    await expect(read(exchange, schema, unchecked)).rejects.toMatchObject({ code: "MAGICBYTE_DESERIALIZATION" });
  });

  it("a type of another subject, and of one behind it", async () => {
    await using exchange = await startExchange();
    const city = jsonSchemaFrom({ $id: "https://shop.test/city.json", title: "City", type: "string", minLength: 2 });
    const address = jsonSchemaFrom(
      {
        $id: "https://shop.test/address.json",
        title: "Address",
        type: "object",
        properties: { city: { $ref: "https://shop.test/city.json" } },
      },
      { references: [{ name: "https://shop.test/city.json", schema: city, subject: "city" }] },
    );
    const schema = jsonSchemaFrom(
      { title: "Order", type: "object", properties: { to: { $ref: "https://shop.test/address.json" } } },
      { references: [{ name: "https://shop.test/address.json", schema: address, subject: "address" }] },
    );
    const value = { to: { city: "Zürich" } };
    const ours = await write(exchange, schema, value);
    expect(await connect(exchange).read(ours)).toEqual(value);
    expect(await connect(exchange).write(value)).toEqual(ours);
    await expect(connect(exchange).write({ to: { city: "Z" } })).rejects.toThrow();
  });

  it("an old message of theirs is read, and validated, with a newer schema", async () => {
    await using exchange = await startExchange();
    const old = jsonSchemaFrom({ title: "Order", type: "object", properties: { sku: { type: "string" } } });
    await write(exchange, old, { sku: "a-1" });
    const theirs = await connect(exchange).write({ sku: "a-1" });
    const newer = jsonSchemaFrom({
      title: "Order",
      type: "object",
      properties: { sku: { type: "string" }, note: { type: "string" } },
      required: ["sku"],
    });
    expect(await read(exchange, newer, theirs)).toEqual({ sku: "a-1" });
    const lacking = await connect(exchange).write({});
    await expect(read(exchange, newer, lacking)).rejects.toMatchObject({ code: "MAGICBYTE_DESERIALIZATION" });
  });
});

describe("JSON Schema exchanged with @confluentinc/schemaregistry alone", () => {
  it("draft 2020-12, both ways, and validated alike", async () => {
    await using exchange = await startExchange();
    const schema = jsonSchemaFrom(point);
    const ours = await write(exchange, schema, VALUES.point);
    expect(await confluentPeer(exchange).read(ours)).toEqual(VALUES.point);
    expect(await confluentPeer(exchange).write(VALUES.point)).toEqual(ours);
    for (const wrong of [{ at: [1, 2, 3] }, { label: "abcdef" }, { other: 1 }]) {
      await expect(confluentPeer(exchange).write(wrong)).rejects.toThrow("Invalid message");
      await expect(write(exchange, schema, wrong)).rejects.toMatchObject({ code: "MAGICBYTE_SERIALIZATION" });
    }
  });

  it("the GUID in a header, both ways", async () => {
    await using exchange = await startExchange();
    const schema = jsonSchemaFrom(order);
    const headers: MessageHeaders = {};
    const serializer = createSerializer({ client: exchange.magicbyte, schema, schemaIdIn: "header" });
    const ours = await serializer.serialize(VALUES.order, { topic: TOPIC, headers });
    const peer = new JsonDeserializer(exchange.confluent(), SerdeType.VALUE, { validate: true });
    expect(await peer.deserialize(TOPIC, ours, headers)).toEqual(VALUES.order);

    const config = { useLatestVersion: true, schemaIdSerializer: HeaderSchemaIdSerializer };
    const theirHeaders: MessageHeaders = {};
    const theirs = await new JsonSerializer(exchange.confluent(), SerdeType.VALUE, config).serialize(
      TOPIC,
      VALUES.order,
      theirHeaders,
    );
    expect([theirs, theirHeaders]).toEqual([ours, headers]);
    const deserializer = createDeserializer({ client: exchange.magicbyte, schema });
    expect(await deserializer.deserialize(theirs, { headers: theirHeaders })).toEqual(VALUES.order);
  });

  it.each<[string, object, unknown]>([
    ["draft-04", { ...order, $schema: "http://json-schema.org/draft-04/schema#" }, VALUES.order],
    [
      "a keyword of Kafka Connect's",
      { type: "object", properties: { a: { type: "integer", "connect.index": 0 } } },
      { a: 1 },
    ],
    [
      "a format",
      { type: "object", properties: { a: { type: "string", format: "date-time" } } },
      { a: "2026-05-01T12:00:00Z" },
    ],
  ])("%s is validated here, and an error of its validator there", async (_, definition, value) => {
    await using exchange = await startExchange();
    const schema = jsonSchemaFrom(definition);
    const bytes = await write(exchange, schema, value);
    expect(await read(exchange, schema, bytes)).toEqual(value);
    await expect(confluentPeer(exchange).read(bytes)).rejects.toThrow(/no schema with key|strict mode|unknown format/);
    const unvalidated = new JsonDeserializer(exchange.confluent(), SerdeType.VALUE, {});
    expect(await unvalidated.deserialize(TOPIC, bytes)).toEqual(value);
  });
});

describe("JSON Schema exchanged with @kafkajs/confluent-schema-registry alone", () => {
  it.each<[string, object, unknown]>([
    ["draft 2020-12", point, VALUES.point],
    ["draft-04", { ...order, $schema: "http://json-schema.org/draft-04/schema#" }, VALUES.order],
  ])("%s is read and written here, and an error there", async (_, definition, value) => {
    await using exchange = await startExchange();
    const schema = jsonSchemaFrom(definition);
    const bytes = await write(exchange, schema, value);
    expect(await read(exchange, schema, bytes)).toEqual(value);
    await expect(lenientKafkajsPeer(exchange).read(bytes)).rejects.toThrow("no schema with key or ref");
  });
});
