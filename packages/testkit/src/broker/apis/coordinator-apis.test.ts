import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectRaw, type RawClient } from "../../../test/raw-client.js";
import type { Broker } from "../broker.js";
import { startBroker } from "../start-broker.js";
import { errorCode } from "../wire/error-code.js";
import type { Reader } from "../wire/reader.js";
import { Writer } from "../wire/writer.js";

const key = {
  offsetCommit: 8,
  offsetFetch: 9,
  findCoordinator: 10,
  joinGroup: 11,
  leaveGroup: 13,
  describeGroups: 15,
  initProducerId: 22,
  addPartitionsToTxn: 24,
  addOffsetsToTxn: 25,
  endTxn: 26,
  txnOffsetCommit: 28,
};

let broker: Broker;
let clients: RawClient[];

beforeEach(async () => {
  broker = await startBroker({ brokers: 2 });
  await broker.createTopic("t", { partitions: 2 });
  clients = await Promise.all(broker.addresses.map(connectRaw));
});

afterEach(async () => {
  for (const client of clients) client.end();
  await broker.stop();
});

const clientOf = (nodeId: number): RawClient => {
  const client = clients[nodeId - 1];
  if (client === undefined) throw new Error(`no broker ${nodeId}`);
  return client;
};

async function coordinator(name: string, ask = clientOf(1)): Promise<number> {
  const body = await ask.ask(key.findCoordinator, 1, new Writer().string(name).int8(0));
  body.int32();
  expect(body.int16()).toBe(errorCode.NONE);
  body.nullableString();
  return body.int32();
}

async function join(
  client: RawClient,
  version: number,
  fields: { group?: string; sessionMs?: number; memberId?: string; instanceId?: string } = {},
) {
  const { group = "g", sessionMs = 6_000, memberId = "", instanceId = null } = fields;
  const body = new Writer().string(group).int32(sessionMs);
  if (version >= 1) body.int32(1_000);
  body.string(memberId);
  if (version >= 5) body.string(instanceId);
  body.string("consumer").array(["range"], (w, name) => w.string(name).bytes(Buffer.from("topics")));
  const answer = await client.ask(key.joinGroup, version, body);
  if (version >= 2) answer.int32();
  const [error, generation] = [answer.int16(), answer.int32()];
  const [, , given = ""] = [answer.string(), answer.string(), answer.string()];
  return { error, generation, memberId: given };
}

const perPartition = (reader: Reader) => {
  const [topic] = reader.array((r) => {
    r.string();
    return r.array((p) => [p.int32(), p.int16()]);
  });
  return topic;
};

describe("coordinators", () => {
  it("are the same whichever broker is asked, spread over them, and move when one crashes", async () => {
    const names = Array.from({ length: 20 }, (_, i) => `group ${i}`);
    const found = await Promise.all(names.map((name) => coordinator(name)));
    expect(await Promise.all(names.map((name) => coordinator(name, clientOf(2))))).toEqual(found);
    expect(new Set(found)).toEqual(new Set([1, 2]));
    await broker.crash(2);
    expect(new Set(await Promise.all(names.map((name) => coordinator(name))))).toEqual(new Set([1]));
  });

  it("alone answer for a group or a transactional id", async () => {
    const wrong = clientOf(3 - (await coordinator("g")));
    expect((await join(wrong, 5)).error).toBe(errorCode.NOT_COORDINATOR);
    const fetched = await wrong.ask(
      key.offsetFetch,
      1,
      new Writer().string("g").array(["t"], (w, name) => w.string(name).array([0], (p, i) => p.int32(i))),
    );
    const [topic] = fetched.array((r) => ({
      name: r.string(),
      partitions: r.array((p) => [p.int32(), p.int64(), p.string(), p.int16()]),
    }));
    expect(topic).toEqual({ name: "t", partitions: [[0, -1, "", errorCode.NOT_COORDINATOR]] });
    const init = await wrong.ask(key.initProducerId, 1, new Writer().string("g").int32(1_000));
    expect([init.int32(), init.int16(), init.int64()]).toEqual([0, errorCode.NOT_COORDINATOR, -1]);
  });

  it("are of groups and transactions only", async () => {
    const body = await clientOf(1).ask(key.findCoordinator, 2, new Writer().string("x").int8(2));
    expect([body.int32(), body.int16()]).toEqual([0, errorCode.INVALID_REQUEST]);
  });
});

describe("groups", () => {
  let client: RawClient;

  beforeEach(async () => {
    client = clientOf(await coordinator("g"));
  });

  it("ask for a second JoinGroup from version 4 on, unless the member is a static one", async () => {
    expect(await join(client, 3)).toMatchObject({ error: errorCode.NONE, generation: 1 });
    expect(await join(client, 4)).toMatchObject({ error: errorCode.MEMBER_ID_REQUIRED });
    const other = clientOf(await coordinator("s"));
    expect(await join(other, 5, { group: "s", instanceId: "i" })).toMatchObject({ error: errorCode.NONE });
  });

  it.each([
    ["too short a session time-out", { sessionMs: 5_999 }, errorCode.INVALID_SESSION_TIMEOUT],
    ["too long a session time-out", { sessionMs: 1_800_001 }, errorCode.INVALID_SESSION_TIMEOUT],
    ["a member id that nobody was given", { memberId: "made up" }, errorCode.UNKNOWN_MEMBER_ID],
  ])("refuse %s", async (_, fields, error) => {
    expect((await join(client, 5, fields)).error).toBe(error);
    expect(broker.groups()).toEqual([]);
  });

  it("must have a name", async () => {
    const unnamed = clientOf(await coordinator(""));
    expect((await join(unnamed, 5, { group: "" })).error).toBe(errorCode.INVALID_GROUP_ID);
  });

  it("let several members leave at once, each with its own answer", async () => {
    const { memberId } = await join(client, 3);
    const body = new Writer().string("g").array([memberId, "made up"], (w, id) => w.string(id).string(null));
    const left = await client.ask(key.leaveGroup, 3, body);
    expect([left.int32(), left.int16()]).toEqual([0, errorCode.NONE]);
    expect(left.array((r) => [r.string(), r.nullableString(), r.int16()])).toEqual([
      [memberId, null, errorCode.NONE],
      ["made up", null, errorCode.UNKNOWN_MEMBER_ID],
    ]);
    const again = await client.ask(key.leaveGroup, 0, new Writer().string("g").string(memberId));
    expect(again.int16()).toBe(errorCode.UNKNOWN_MEMBER_ID);
  });

  it("are described with their static members and with what may be done to them", async () => {
    const { memberId } = await join(client, 5, { instanceId: "i" });
    const body = new Writer().array(["g"], (w, id) => w.string(id)).boolean(true);
    const described = await client.ask(key.describeGroups, 4, body);
    described.int32();
    const [group] = described.array((r) => ({
      head: [r.int16(), r.string(), r.string(), r.string(), r.string()],
      members: r.array((m) => [m.string(), m.nullableString(), m.string(), m.string(), m.bytes(), m.bytes()]),
      operations: r.int32(),
    }));
    expect(group).toEqual({
      head: [errorCode.NONE, "g", "CompletingRebalance", "consumer", ""],
      members: [[memberId, "i", "raw", "/127.0.0.1", Buffer.alloc(0), Buffer.alloc(0)]],
      operations: 0b1_0100_1000,
    });
  });

  it("take offsets partition by partition", async () => {
    const offsets = new Writer().string("g").int32(-1).string("").string(null);
    offsets.array(["t"], (w, name) =>
      w.string(name).array([0, 1, 2], (p, i) =>
        p
          .int32(i)
          .int64(7)
          .int32(3)
          .string("x".repeat(i === 1 ? 4097 : 4096)),
      ),
    );
    const committed = await client.ask(key.offsetCommit, 7, offsets);
    committed.int32();
    expect(perPartition(committed)).toEqual([
      [0, errorCode.NONE],
      [1, errorCode.OFFSET_METADATA_TOO_LARGE],
      [2, errorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ]);
    const fetched = await client.ask(
      key.offsetFetch,
      5,
      new Writer().string("g").array(null, () => {}),
    );
    fetched.int32();
    const [topic] = fetched.array((r) => ({
      topic: r.string(),
      partitions: r.array((p) => [p.int32(), p.int64(), p.int32(), p.string().length, p.int16()]),
    }));
    expect(topic).toEqual({ topic: "t", partitions: [[0, 7, 3, 4096, errorCode.NONE]] });
  });
});

describe("transactions", () => {
  let client: RawClient;

  /** Flexible versions have tagged fields behind the header, for which there is room in front of the body. */
  async function init(version: number, previous = { producerId: -1, epoch: -1 }) {
    const body = new Writer().noTags().compactString("g").int32(10_000);
    if (version >= 3) body.int64(previous.producerId).int16(previous.epoch);
    const answer = await client.ask(key.initProducerId, version, body.noTags());
    answer.skipTags();
    answer.int32();
    return { error: answer.int16(), producerId: answer.int64(), epoch: answer.int16() };
  }

  const start = ({ producerId, epoch }: { producerId: number; epoch: number }) =>
    new Writer().string("g").int64(producerId).int16(epoch);

  async function errorOf(api: number, version: number, body: Writer): Promise<number> {
    const answer = await client.ask(api, version, body);
    answer.int32();
    return answer.int16();
  }

  async function commitOffset(claim: { producerId: number; epoch: number }, generation: number, memberId: string) {
    const body = new Writer().noTags().compactString("g").compactString("g").int64(claim.producerId).int16(claim.epoch);
    body.int32(generation).compactString(memberId).compactString(null);
    body.compactArray(["t"], (w, name) =>
      w
        .compactString(name)
        .compactArray([0], (p, i) => p.int32(i).int64(5).int32(-1).compactString(null).noTags())
        .noTags(),
    );
    const answer = await client.ask(key.txnOffsetCommit, 3, body.noTags());
    answer.skipTags();
    answer.int32();
    const [errors] = answer.compactArray((r) => {
      r.compactString();
      const partitions = r.compactArray((p) => {
        p.int32();
        const error = p.int16();
        p.skipTags();
        return error;
      });
      r.skipTags();
      return partitions;
    });
    expect(answer.remaining).toBe(1);
    return errors?.[0];
  }

  async function fetchOffset(stableOnly: boolean) {
    const body = new Writer().noTags().compactString("g");
    body.compactArray(["t"], (w, name) =>
      w
        .compactString(name)
        .compactArray([0], (p, i) => p.int32(i))
        .noTags(),
    );
    const answer = await client.ask(key.offsetFetch, 7, body.boolean(stableOnly).noTags());
    answer.skipTags();
    answer.int32();
    const [offset] = answer.compactArray((r) => {
      r.compactString();
      const [found] = r.compactArray((p) => {
        const fields = [p.int32(), p.int64(), p.int32(), p.compactString(), p.int16()];
        p.skipTags();
        return { offset: fields[1], error: fields[4] };
      });
      r.skipTags();
      return found;
    });
    expect(answer.int16()).toBe(errorCode.NONE);
    return offset;
  }

  beforeEach(async () => {
    client = clientOf(await coordinator("g"));
  });

  it("tell a fenced producer so in the words of its version", async () => {
    const old = await init(2);
    const current = await init(4, old);
    expect(current).toMatchObject({ error: errorCode.NONE, producerId: old.producerId, epoch: 1 });
    await init(4, current);
    expect((await init(3, old)).error).toBe(errorCode.INVALID_PRODUCER_EPOCH);
    expect((await init(4, old)).error).toBe(errorCode.PRODUCER_FENCED);
    expect(await errorOf(key.endTxn, 1, start(old).boolean(true))).toBe(errorCode.INVALID_PRODUCER_EPOCH);
    expect(await errorOf(key.endTxn, 2, start(old).boolean(true))).toBe(errorCode.PRODUCER_FENCED);
    expect(await errorOf(key.addOffsetsToTxn, 1, start(old).string("g"))).toBe(errorCode.INVALID_PRODUCER_EPOCH);
    expect(await errorOf(key.addOffsetsToTxn, 2, start(old).string("g"))).toBe(errorCode.PRODUCER_FENCED);
  });

  it("take all partitions or none", async () => {
    const claim = await init(2);
    const ask = async (...partitions: number[]) => {
      const body = start(claim).array(["t"], (w, name) => w.string(name).array(partitions, (p, i) => p.int32(i)));
      const answer = await client.ask(key.addPartitionsToTxn, 1, body);
      answer.int32();
      return perPartition(answer);
    };
    expect(await ask(0, 2)).toEqual([
      [0, errorCode.OPERATION_NOT_ATTEMPTED],
      [2, errorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ]);
    expect(await errorOf(key.endTxn, 1, start(claim).boolean(true))).toBe(errorCode.INVALID_TXN_STATE);
    expect(await ask(0, 1)).toEqual([
      [0, errorCode.NONE],
      [1, errorCode.NONE],
    ]);
  });

  it("take offsets of the group's present generation, which wait for the commit", async () => {
    const { memberId } = await join(client, 3);
    const claim = await init(2);
    expect(await commitOffset(claim, 1, memberId)).toBe(errorCode.INVALID_TXN_STATE);
    await errorOf(key.addOffsetsToTxn, 1, start(claim).string("g"));
    expect(await commitOffset(claim, 0, memberId)).toBe(errorCode.ILLEGAL_GENERATION);
    expect(await commitOffset(claim, 1, "made up")).toBe(errorCode.UNKNOWN_MEMBER_ID);
    expect(await commitOffset({ ...claim, epoch: -1 }, 1, memberId)).toBe(errorCode.INVALID_PRODUCER_EPOCH);
    expect(await commitOffset(claim, 1, memberId)).toBe(errorCode.NONE);
    expect(await fetchOffset(false)).toEqual({ offset: -1, error: errorCode.NONE });
    expect(await fetchOffset(true)).toEqual({ offset: -1, error: errorCode.UNSTABLE_OFFSET_COMMIT });
    expect(await errorOf(key.endTxn, 1, start(claim).boolean(true))).toBe(errorCode.NONE);
    expect(await fetchOffset(true)).toEqual({ offset: 5, error: errorCode.NONE });
  });
});
