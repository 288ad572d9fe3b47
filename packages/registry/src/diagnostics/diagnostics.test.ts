import { subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { afterEach, describe, expect, it } from "vitest";
import { jsonSchema } from "../../test/formats/json-format.js";
import {
  channelNames,
  createDeserializer,
  createRegistryClient,
  createSerializer,
  type RequestEvent,
} from "../index.js";

const Note = jsonSchema<{ text: string }>({ title: "Note", required: ["text"] });
const undo: (() => void)[] = [];

/** Everything that is published on a channel while a test runs. */
function listen(name: string): unknown[] {
  const events: unknown[] = [];
  const listener = (event: unknown) => events.push(event);
  subscribe(name, listener);
  undo.push(() => unsubscribe(name, listener));
  return events;
}

afterEach(() => {
  for (const one of undo.splice(0)) one();
});

function setUp() {
  const stub = createStubRegistry();
  const client = createRegistryClient({
    baseUrl: ["http://one", "http://two"],
    transport: stub.transport,
    retryDelayMs: 1,
    retries: 1,
  });
  return { stub, client };
}

describe("diagnostics channels", () => {
  it("trace every call, with its route, status and attempts", async () => {
    const { client } = setUp();
    const seen: [string, RequestEvent][] = [];
    const handlers = Object.fromEntries(
      (["start", "end", "asyncStart", "asyncEnd", "error"] as const).map((phase) => [
        phase,
        (event: RequestEvent) => {
          seen.push([phase, { ...event }]);
        },
      ]),
    );
    const channel = tracingChannel<unknown, RequestEvent>(channelNames.request);
    const subscribers = handlers as unknown as Parameters<typeof channel.subscribe>[0];
    channel.subscribe(subscribers);
    undo.push(() => channel.unsubscribe(subscribers));
    await client.subjects.list();
    await client.subjects.latest("nobody").catch(() => {});
    expect(seen.filter(([phase]) => phase === "asyncEnd").map(([, event]) => event)).toMatchObject([
      { method: "GET", route: "/subjects", path: "/subjects", status: 200, attempts: 1 },
      {
        method: "GET",
        route: "/subjects/{subject}/versions/{version}",
        path: "/subjects/nobody/versions/latest",
        status: 404,
      },
    ]);
  });

  it("tell of failover and retries", async () => {
    const { client, stub } = setUp();
    const failovers = listen(channelNames.failover);
    const retries = listen(channelNames.retry);
    let requests = 0;
    stub.intercept(() => (++requests <= 2 ? { status: 503, json: {} } : undefined));
    await client.subjects.list();
    expect(failovers).toMatchObject([{ route: "/subjects", from: "http://one", to: "http://two", status: 503 }]);
    expect(retries).toMatchObject([{ route: "/subjects", attempt: 2, status: 503 }]);
  });

  it("tell of every look-up in a cache", async () => {
    const { client, stub } = setUp();
    stub.state.register("s", { schema: '"string"' });
    const events = listen(channelNames.cache);
    await Promise.all([client.schemas.byId(1), client.schemas.byId(1)]);
    await client.schemas.byId(1);
    await client.schemas.byId(9).catch(() => {});
    await client.schemas.byId(9).catch(() => {});
    expect(events).toEqual(["miss", "shared", "hit", "miss", "negative"].map((result) => ({ cache: "ids", result })));
  });

  it("tell of every value written and read, and of those that could not be", async () => {
    const { client } = setUp();
    const serialized = listen(channelNames.serialize);
    const deserialized = listen(channelNames.deserialize);
    const prepared = await createSerializer({ client, schema: Note }).prepare({ topic: "notes" });
    const deserializer = createDeserializer({ client, schema: Note });
    const bytes = prepared.encode({ text: "hi" });
    expect(() => prepared.encode({} as { text: string })).toThrow();
    await deserializer.deserialize(bytes);
    deserializer.decode(bytes);
    expect(() => deserializer.decode(Buffer.from("junk"))).toThrow();
    const place = { part: "value", topic: "notes", subject: "notes-value", schemaId: 1 };
    expect(serialized).toMatchObject([
      { ...place, bytes: 18, durationMs: expect.any(Number), error: undefined },
      { ...place, bytes: 0, error: { code: "MAGICBYTE_SERIALIZATION" } },
    ]);
    expect(deserialized).toMatchObject([
      { part: "value", schema: 1, bytes: 18, error: undefined },
      { part: "value", schema: 1, bytes: 18, error: undefined },
      { part: "value", schema: undefined, bytes: 4, error: { code: "MAGICBYTE_WIRE_FORMAT" } },
    ]);
  });
});
