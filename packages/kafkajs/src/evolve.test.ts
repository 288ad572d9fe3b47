import { ResponseError, TransportError, UsageError } from "@magicbyte/registry";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { avscSchema } from "../test/avsc-schema.js";
import { type Bed, startBed } from "../test/bed.js";
import { brokenOrder, created, deleted, order, orderKey, orderWithoutNote } from "../test/schemas.js";
import { defineTopic, evolve, nullable, oneOf, typedProducer, utf8 } from "./index.js";

let bed: Bed;
beforeAll(async () => {
  bed = await startBed();
});
afterAll(() => bed.close());
beforeEach(() => bed.registry.reset("empty"));

const orders = defineTopic("orders", { key: orderKey, value: nullable(order) });

it("registers the first schema of a subject", async () => {
  expect(await evolve(bed.newClient(), orders, orderWithoutNote)).toEqual({
    compatible: true,
    subject: "orders-value",
    id: 1,
    version: 1,
    changed: true,
    messages: [],
  });
});

it("registers a compatible schema as a new version, once", async () => {
  const client = bed.newClient();
  await evolve(client, orders, orderWithoutNote);
  expect(await evolve(client, orders, order)).toMatchObject({ compatible: true, id: 2, version: 2, changed: true });
  expect(await evolve(client, orders, order)).toMatchObject({ compatible: true, id: 2, version: 2, changed: false });
  expect(await evolve(client, orders, orderWithoutNote)).toMatchObject({ id: 1, version: 1, changed: false });
});

it("reports an incompatible schema with the registry's words, and does not register it", async () => {
  const client = bed.newClient();
  await evolve(client, orders, order);
  const report = await evolve(client, orders, brokenOrder);
  expect(report).toMatchObject({ compatible: false, subject: "orders-value", changed: false });
  expect(report.messages.join()).toContain("quantity");
  expect(await client.subjects.versions("orders-value")).toEqual([1]);
});

it.each([
  ["is stopped", "reset", TransportError],
  ["answers with an error", { status: 500, body: { error_code: 50001, message: "x" } }, ResponseError],
  ["is no registry", { status: 404, body: "<html>" }, ResponseError],
] as const)("throws when the registry %s: that is not compatible", async (_what, action, error) => {
  const undo = bed.registry.intercept("*", action);
  await expect(evolve(bed.newClient(), orders, order)).rejects.toThrow(error);
  undo.remove();
  expect(await bed.newClient().subjects.list()).toEqual([]);
});

it("reports what came between the check and the registration", async () => {
  const client = bed.newClient();
  await evolve(client, orders, order);
  const undo = bed.registry.intercept("POST /compatibility/subjects/{subject}/versions", {
    status: 200,
    body: { is_compatible: true },
  });
  const report = await evolve(client, orders, brokenOrder);
  undo.remove();
  expect(report).toMatchObject({ compatible: false, changed: false });
  expect(report.messages).not.toEqual([]);
});

it("chooses the subjects that producers use, for keys and for one of several kinds", async () => {
  const client = bed.newClient();
  const events = defineTopic("events", { key: utf8, value: oneOf({ created, deleted }) });
  expect(await evolve(client, orders, orderKey, { part: "key" })).toMatchObject({ subject: "orders-key" });
  expect(await evolve(client, events, created)).toMatchObject({ subject: "events-shop.Created" });
  expect(await evolve(client, events, deleted)).toMatchObject({ subject: "events-shop.Deleted" });
  expect(await evolve(client, "by.name", order)).toMatchObject({ subject: "by.name-value" });
  expect(await evolve(client, orders, order, { subject: "own" })).toMatchObject({ subject: "own" });

  const producer = bed.closing(typedProducer(bed.kafka.producer(), { client, lookup: "existing", topics: [events] }));
  await producer.connect();
});

it("brings what a schema references first, and reports a reference that is at fault", async () => {
  const client = bed.newClient();
  const withReference = {
    ...avscSchema({ type: "record", name: "Placeholder", fields: [] }),
    schema: JSON.stringify({ type: "record", name: "Line", fields: [{ name: "order", type: "shop.Order" }] }),
  };
  const line = { ...withReference, references: [{ name: "shop.Order", schema: orderWithoutNote, subject: "shop" }] };
  expect(await evolve(client, "lines", line)).toMatchObject({ subject: "lines-value", id: 2, changed: true });
  const { references } = await client.subjects.latest("lines-value");
  expect(references).toEqual([{ name: "shop.Order", subject: "shop", version: 1 }]);

  const broken = { ...withReference, references: [{ name: "shop.Order", schema: brokenOrder, subject: "shop" }] };
  expect(await evolve(client, "lines", broken)).toMatchObject({ compatible: false, subject: "shop" });
});

it.each([
  ["a client", () => evolve({} as never, orders, order)],
  ["one schema", () => evolve(bed.client, orders, oneOf({ created, deleted }) as never)],
])("is a UsageError without %s", async (_what, call) => {
  await expect(call()).rejects.toThrow(UsageError);
});
