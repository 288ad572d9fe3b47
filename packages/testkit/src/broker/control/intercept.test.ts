import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectRaw, produceBody, type RawClient, readProduced, requestFrame } from "../../../test/raw-client.js";
import type { Broker } from "../broker.js";
import { buildBatch } from "../records/build-batch.js";
import { startBroker } from "../start-broker.js";
import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";

const PRODUCE = 0;
const API_VERSIONS = 18;

let broker: Broker;
let client: RawClient;

beforeEach(async () => {
  broker = await startBroker();
  await broker.createTopic("t");
  client = await connectRaw(broker.addresses[0] ?? "");
});
afterEach(async () => {
  client.end();
  await broker.stop();
});

const body = () => produceBody("t", 0, buildBatch([{ key: null, value: Buffer.from("v"), timestamp: 0 }]));
const produce = async (on = client) => readProduced(await on.ask(PRODUCE, 7, body())).error;
const count = () => broker.messages("t").length;

describe("intercept", () => {
  it("fails requests with an error by name, without an effect", async () => {
    const interception = broker.intercept("Produce", { fail: "NOT_LEADER_OR_FOLLOWER" }, { times: 2 });
    expect([await produce(), await produce(), await produce()]).toEqual([6, 6, 0]);
    expect(count()).toBe(1);
    expect(interception.hits).toBe(2);
  });

  it("meets no other API, and only the requests it is told to", async () => {
    broker.intercept("Fetch", "hang");
    const seen: unknown[] = [];
    const interception = broker.intercept(
      "Produce",
      { fail: "POLICY_VIOLATION" },
      {
        when(request) {
          seen.push(request);
          return request.version === 6;
        },
      },
    );
    expect(await produce()).toBe(0);
    expect(seen).toEqual([{ api: "Produce", version: 7, clientId: "raw", nodeId: 1 }]);
    await client.ask(PRODUCE, 6, body());
    expect(interception.hits).toBe(1);
  });

  it("asks the newest first, and goes on until it is removed", async () => {
    broker.intercept("Produce", { fail: "POLICY_VIOLATION" });
    {
      using _newer = broker.intercept("Produce", { fail: "KAFKA_STORAGE_ERROR" });
      expect([await produce(), await produce()]).toEqual([56, 56]);
    }
    expect(await produce()).toBe(44);
  });

  it("delays requests, and those behind them", async () => {
    broker.intercept("Produce", { delayMs: 30 }, { times: 1 });
    client.send(requestFrame(PRODUCE, 7, body(), 1));
    client.send(requestFrame(API_VERSIONS, 0, new Writer(), 2));
    expect((await client.answer()).correlationId).toBe(1);
    expect((await client.answer()).correlationId).toBe(2);
    expect(count()).toBe(1);
  });

  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("drops the connection %s the request has had its effect", async (disconnect, effect) => {
    broker.intercept("Produce", { disconnect }, { times: 1 });
    await expect(produce()).rejects.toThrow("closed");
    expect(count()).toBe(effect);
    const again = await connectRaw(broker.addresses[0] ?? "");
    expect(await produce(again)).toBe(0);
    again.end();
  });

  it("lets requests hang until their client goes, and serves others", async () => {
    broker.intercept("Produce", "hang", { times: 1 });
    client.send(requestFrame(PRODUCE, 7, body()));
    const other = await connectRaw(broker.addresses[0] ?? "");
    expect(await produce(other)).toBe(0);
    client.end();
    await client.closed;
    expect(count()).toBe(1);
    other.end();
  });

  it("says what there is when a name is wrong", () => {
    expect(() => broker.intercept("Produced" as "Produce", "hang")).toThrow(
      /no API Produced here; there are Produce, Fetch/,
    );
    expect(() => broker.intercept("Produce", { fail: "OOPS" as "NONE" })).toThrow(/Kafka has no error OOPS/);
  });

  it("does nothing where it is for no request at all", async () => {
    broker.intercept("Produce", { fail: "POLICY_VIOLATION" }, { times: 0 });
    expect(await produce()).toBe(errorCode.NONE);
  });
});
