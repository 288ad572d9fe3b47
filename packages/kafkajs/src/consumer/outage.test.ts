import { failureKind } from "@magicbyte/registry";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsumerBed, orders, startConsumerBed, until } from "../../test/consumer-bed.js";
import { orderWithoutNote } from "../../test/schemas.js";
import { deadLetter, defineTopic, type PoisonPill, utf8 } from "../index.js";

let bed: ConsumerBed;
beforeEach(async () => {
  bed = await startConsumerBed();
  return () => bed.close();
});

const SCHEMA_BY_ID = "GET /schemas/ids/{id}";

/** Group members that the broker has thrown out since. */
function stillMember(): boolean {
  return bed.broker.groups()[0]?.members.length === 1;
}

describe("a registry that is down", () => {
  it.each([
    ["answers 503", { status: 503 }],
    ["answers 401", { status: 401 }],
    ["cuts the connection", "reset"],
  ] as const)("and %s for a moment costs a moment", async (_what, action) => {
    await bed.send("a", "b");
    bed.registry.intercept(SCHEMA_BY_ID, action, { times: 4 });
    const got: string[] = [];
    const { consumer, events } = bed.consumer({ onPoisonPill: "throw" });
    await consumer.run(orders, ({ value }) => got.push(value.id));
    await until(() => got.length === 2);
    expect(got).toEqual(["a", "b"]);
    expect(events.filter(({ type }) => type === "outage").length).toBeGreaterThan(0);
    expect(events.filter(({ type }) => type === "paused")).toEqual([]);
  });

  it("for longer has its partition paused, while others go on and heartbeats continue", async () => {
    const plain = defineTopic("plain", { key: utf8, value: utf8 });
    await bed.send("a", "b");
    await bed.broker.createTopic("plain");
    const undo = bed.registry.intercept(SCHEMA_BY_ID, { status: 500 });
    const got: string[] = [];
    const { consumer, events } = bed.consumer(
      { inPlaceWaitMs: 150, pauseMs: 100 },
      { sessionTimeout: 1_000, heartbeatInterval: 100 },
    );
    const { on } = await import("../index.js");
    await consumer.run([on(orders, ({ value }) => got.push(value.id)), on(plain, ({ value }) => got.push(value))]);
    await until(() => events.filter(({ type }) => type === "paused").length >= 2);
    await bed.producer.send(plain, [{ key: "p", value: "plain" }]);
    await until(() => got.includes("plain"));
    const beats = events.length;
    // Longer than the session: only heartbeats keep the member in the group.
    await until(() => events.filter(({ type }) => type === "paused").length >= 12);
    expect(events.length).toBeGreaterThan(beats);
    expect(stillMember()).toBe(true);
    expect(got).toEqual(["plain"]);
    undo.remove();
    await until(() => got.length === 3);
    expect(got).toEqual(["plain", "a", "b"]);
    await consumer.stop();
    expect(await bed.committed()).toEqual({ 0: "2" });
  });

  it("and never answers has its partition paused too", async () => {
    await bed.send("a");
    bed.registry.intercept(SCHEMA_BY_ID, "hang", { times: 1 });
    const got: string[] = [];
    const { consumer, events } = bed.consumer({
      client: bed.newClient({ timeoutMs: 4_000 }),
      inPlaceWaitMs: 100,
      pauseMs: 100,
    });
    await consumer.run(orders, ({ value }) => got.push(value.id));
    await until(() => events.some(({ type }) => type === "paused"));
    await until(() => got.length === 1);
    expect(events.filter(({ type }) => type === "poison-pill")).toEqual([]);
  });

  it("when the batch before it is half done: what is done is committed, and the rest comes in order", async () => {
    await bed.send("a", "b");
    const older = defineTopic("orders", { key: utf8, value: orderWithoutNote });
    await bed.producer.send(older, [{ key: "c", value: { id: "c", quantity: 3 } }]);
    await bed.send("d");
    const undo = bed.registry.intercept(SCHEMA_BY_ID, { status: 503 });
    const newest = bed.registry.intercept("GET /schemas/ids/1", async (_call, next) => next());
    const got: string[] = [];
    const { consumer, events } = bed.consumer({ inPlaceWaitMs: 0, pauseMs: 50 });
    await consumer.run(orders, ({ value }) => got.push(value.id));
    await until(async () => (await bed.committed())[0] === "2");
    await until(() => events.filter(({ type }) => type === "paused").length >= 2);
    expect(got).toEqual(["a", "b"]);
    undo.remove();
    newest.remove();
    await until(() => got.length === 4);
    expect(got).toEqual(["a", "b", "c", "d"]);
  });
});

describe("a schema that the registry does not know", () => {
  it("has some time to appear", async () => {
    await bed.send("a");
    const unknown = bed.registry.intercept(SCHEMA_BY_ID, {
      status: 404,
      body: { error_code: 40403, message: "Schema 1 not found" },
    });
    const got: string[] = [];
    const { consumer, events } = bed.consumer({
      client: bed.newClient({ cache: { notFoundTtlMs: 0 } }),
      unknownSchemaGraceMs: 25_000,
    });
    await consumer.run(orders, ({ value }) => got.push(value.id));
    await until(() => events.filter(({ type }) => type === "unknown-schema").length >= 2);
    unknown.remove();
    await until(() => got.length === 1);
    expect(events.filter(({ type }) => type === "poison-pill")).toEqual([]);
  });

  it("is a poison pill when its time is over; further messages of it do not wait again", async () => {
    await bed.send("a");
    const value = Buffer.from([0, 0, 0, 1, 0xff, 2]);
    await bed.broker.produce("orders", [
      { key: "x", value },
      { key: "y", value },
    ]);
    await bed.send("b");
    const pills: PoisonPill[] = [];
    const got: string[] = [];
    const { consumer, events } = bed.consumer({
      unknownSchemaGraceMs: 300,
      onPoisonPill: (pill) => void pills.push(pill),
    });
    await consumer.run(orders, ({ value: { id } }) => got.push(id));
    await until(() => got.length === 2);
    expect(pills.map(({ offset, schemaId }) => [offset, schemaId])).toEqual([
      ["1", 511],
      ["2", 511],
    ]);
    expect(failureKind(pills[0]?.error)).toBe("unknown-schema");
    expect(events.filter((event) => event.type === "unknown-schema" && event.offset === "2")).toEqual([]);
  });
});

it("peer failure 34: with the registry away no message is dead-lettered, skipped or lost", async () => {
  await bed.send("a", "b", "c");
  const { port } = new URL(bed.registry.url);
  const seeds = await bed.registry.export();
  await bed.registry.stop();
  const got: string[] = [];
  const { consumer, events } = bed.consumer({
    onPoisonPill: deadLetter(bed.producer, { topic: "dead" }),
    inPlaceWaitMs: 200,
    pauseMs: 100,
  });
  await consumer.run(orders, ({ value }) => got.push(value.id));
  await until(() => events.filter(({ type }) => type === "paused").length >= 3);
  expect(got).toEqual([]);
  const { startRegistry } = await import("@magicbyte/testkit");
  await using registry = await startRegistry({ port: Number(port) });
  await registry.import(seeds);
  await until(() => got.length === 3);
  expect(got).toEqual(["a", "b", "c"]);
  expect(bed.broker.topics().map(({ name }) => name)).not.toContain("dead");
  expect(events.filter(({ type }) => type === "poison-pill")).toEqual([]);
});
