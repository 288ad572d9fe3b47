import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectRaw, type RawClient } from "../../../test/raw-client.js";
import type { Broker } from "../broker.js";
import { startBroker } from "../start-broker.js";
import { type ErrorName, errorCode } from "../wire/error-code.js";
import type { Reader } from "../wire/reader.js";
import { Writer } from "../wire/writer.js";

const LIST_OFFSETS = 2;
const METADATA = 3;
const CREATE_TOPICS = 19;
const DELETE_TOPICS = 20;
const DELETE_RECORDS = 21;
const OFFSET_FOR_LEADER_EPOCH = 23;
const DESCRIBE_CONFIGS = 32;
const ALTER_CONFIGS = 33;
const CREATE_PARTITIONS = 37;
const INCREMENTAL_ALTER_CONFIGS = 44;
const ALTER_PARTITION_REASSIGNMENTS = 45;

let broker: Broker;
let client: RawClient;
beforeAll(async () => {
  broker = await startBroker({ brokers: 2 });
  client = await connectRaw(broker.addresses[0] ?? "");
  await broker.createTopic("t", { replicationFactor: 2 });
});
afterAll(async () => {
  client.end();
  await broker.stop();
});

/** A topic whose only partition is led by the broker that `client` speaks to. */
async function ledTopic(name: string, configs: Record<string, string> = {}): Promise<string> {
  const body = newTopic({
    name,
    assignments: [[0, [1]]],
    partitions: -1,
    factor: -1,
    configs: Object.entries(configs),
  });
  await client.ask(CREATE_TOPICS, 1, body);
  return name;
}

interface NewTopic {
  readonly name: string;
  readonly partitions?: number;
  readonly factor?: number;
  readonly assignments?: [number, number[]][];
  readonly configs?: [string, string | null][];
  readonly validateOnly?: boolean;
}

function newTopic(topic: NewTopic): Writer {
  const { name, partitions = 1, factor = 1, assignments = [], configs = [], validateOnly = false } = topic;
  return new Writer()
    .int32(1)
    .string(name)
    .int32(partitions)
    .int16(factor)
    .array(assignments, (writer, [index, nodes]) => {
      writer.int32(index).array(nodes, (inner, node) => inner.int32(node));
    })
    .array(configs, (writer, [key, value]) => writer.string(key).string(value))
    .int32(1000)
    .boolean(validateOnly);
}

/** Reads an answer of the form topic, error, message. */
const readTopicErrors = (body: Reader) =>
  body.array((reader) => ({ topic: reader.string(), error: reader.int16(), message: reader.nullableString() }));

describe("Metadata", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])("describes brokers and topics in version %i", async (version) => {
    const asked = new Writer().array(["t", "b/ad"], (writer, name) => writer.string(name));
    if (version >= 4) asked.boolean(false);
    if (version >= 8) asked.boolean(false).boolean(false);
    const body = await client.ask(METADATA, version, asked);
    if (version >= 3) expect(body.int32()).toBe(0);
    const brokers = body.array((reader) => {
      const address = [reader.int32(), `${reader.string()}:${reader.int32()}`];
      if (version >= 1) expect(reader.nullableString()).toBeNull();
      return address;
    });
    expect(brokers).toEqual(broker.addresses.map((address, index) => [index + 1, address]));
    if (version >= 2) expect(body.string()).toMatch(/^[\w-]{22}$/);
    if (version >= 1) expect(body.int32()).toBe(1);
    const ids = (reader: Reader) => reader.array((each) => each.int32());
    const topics = body.array((reader) => {
      const [error, name] = [reader.int16(), reader.string()];
      if (version >= 1) expect(reader.boolean()).toBe(false);
      const partitions = reader.array((inner) => {
        expect([inner.int16(), inner.int32()]).toEqual([0, 0]);
        const leader = inner.int32();
        if (version >= 7) expect(inner.int32()).toBe(0);
        expect([ids(inner), ids(inner)].map((each) => each.sort())).toEqual([
          [1, 2],
          [1, 2],
        ]);
        if (version >= 5) expect(ids(inner)).toEqual([]);
        return leader;
      });
      if (version >= 8) expect(reader.int32()).toBe(-(2 ** 31));
      return { error, name, partitions };
    });
    if (version >= 8) expect(body.int32()).toBe(-(2 ** 31));
    expect(body.remaining).toBe(0);
    expect(topics).toMatchObject([
      { error: 0, name: "t" },
      { error: errorCode.INVALID_TOPIC_EXCEPTION, partitions: [] },
    ]);
  });

  it("creates topics only where the client lets it", async () => {
    const ask = (name: string, mayCreate: boolean) =>
      client.ask(METADATA, 4, new Writer().array([name], (writer, each) => writer.string(each)).boolean(mayCreate));
    await ask("not-created", false);
    await ask("created", true);
    const names = broker.topics().map(({ name }) => name);
    expect(names).toContain("created");
    expect(names).not.toContain("not-created");
  });
});

describe("ListOffsets", () => {
  it.each([1, 2, 3, 4, 5])("finds ends and times in version %i", async (version) => {
    const topic = await ledTopic(`times-v${version}`);
    await broker.produce(
      topic,
      [1000, 2000, 3000].map((timestamp) => ({ value: "v", timestamp })),
    );
    const find = async (timestamp: number) => {
      const body = new Writer().int32(-1);
      if (version >= 2) body.int8(0);
      body.int32(1).string(topic).int32(1).int32(0);
      if (version >= 4) body.int32(-1);
      const answer = await client.ask(LIST_OFFSETS, version, body.int64(timestamp));
      if (version >= 2) answer.int32();
      const [found] = answer.array((reader) => {
        reader.string();
        return reader.array((inner) => {
          const each = [inner.int32(), inner.int16(), inner.int64(), inner.int64()];
          return version >= 4 ? [...each, inner.int32()] : each;
        });
      });
      expect(answer.remaining).toBe(0);
      return found?.[0]?.slice(1, 4);
    };
    expect(await find(-2)).toEqual([0, -1, 0]);
    expect(await find(-1)).toEqual([0, -1, 3]);
    expect(await find(1500)).toEqual([0, 2000, 1]);
    expect(await find(9000)).toEqual([0, -1, -1]);
  });
});

describe("OffsetForLeaderEpoch", () => {
  it.each([0, 1, 2, 3])("tells where an epoch ended in version %i", async (version) => {
    const topic = await ledTopic(`epochs-v${version}`);
    await broker.produce(topic, [{ value: "v" }]);
    const ask = async (epoch: number) => {
      const body = new Writer();
      if (version >= 3) body.int32(-1);
      body.int32(1).string(topic).int32(1).int32(0);
      if (version >= 2) body.int32(-1);
      const answer = await client.ask(OFFSET_FOR_LEADER_EPOCH, version, body.int32(epoch));
      if (version >= 2) answer.int32();
      const [found] = answer.array((reader) => {
        reader.string();
        return reader.array((inner) => {
          const head = [inner.int16(), inner.int32()];
          if (version >= 1) inner.int32();
          return [...head, inner.int64()];
        });
      });
      return found?.[0];
    };
    expect(await ask(0)).toEqual([0, 0, 1]);
    expect(await ask(9)).toEqual([0, 0, -1]);
  });
});

describe("CreateTopics", () => {
  it.each<[string, NewTopic, ErrorName, number]>([
    ["as asked", { name: "new", partitions: 3 }, "NONE", 3],
    ["with the broker's defaults", { name: "new", partitions: -1, factor: -1 }, "NONE", 1],
    [
      "as placed by hand",
      {
        name: "new",
        partitions: -1,
        factor: -1,
        assignments: [
          [1, [2]],
          [0, [1, 2]],
        ],
      },
      "NONE",
      2,
    ],
    ["to see whether it could be", { name: "new", validateOnly: true }, "NONE", 0],
    ["twice", { name: "t" }, "TOPIC_ALREADY_EXISTS", 0],
    ["with a bad name", { name: "a b" }, "INVALID_TOPIC_EXCEPTION", 0],
    ["without partitions", { name: "new", partitions: 0 }, "INVALID_PARTITIONS", 0],
    ["with more partitions than fit", { name: "new", partitions: 2_000_000_000 }, "INVALID_PARTITIONS", 0],
    ["with more replicas than brokers", { name: "new", factor: 3 }, "INVALID_REPLICATION_FACTOR", 0],
    ["with no replicas", { name: "new", factor: 0 }, "INVALID_REPLICATION_FACTOR", 0],
    ["both counted and placed", { name: "new", assignments: [[0, [1]]] }, "INVALID_REQUEST", 0],
    [
      "on a broker that is not there",
      { name: "new", partitions: -1, factor: -1, assignments: [[0, [7]]] },
      "INVALID_REPLICA_ASSIGNMENT",
      0,
    ],
    [
      "with a partition missing",
      { name: "new", partitions: -1, factor: -1, assignments: [[1, [1]]] },
      "INVALID_REPLICA_ASSIGNMENT",
      0,
    ],
    [
      "with a configuration that makes no sense",
      { name: "new", configs: [["retention.ms", "x"]] },
      "INVALID_CONFIG",
      0,
    ],
  ])("%s", async (_, topic, expected, partitions) => {
    const [result] = readTopicErrors(await client.ask(CREATE_TOPICS, 1, newTopic(topic)));
    expect(result?.error).toBe(errorCode[expected]);
    expect(result?.message === null).toBe(expected === "NONE");
    const created = broker.topics().find(({ name }) => name === "new");
    expect(created?.partitions.length ?? 0).toBe(partitions);
    const deletion = await client.ask(DELETE_TOPICS, 1, new Writer().int32(1).string("new").int32(0));
    deletion.int32();
    const [deleted] = deletion.array((reader) => [reader.string(), reader.int16()]);
    expect(deleted?.[1]).toBe(partitions > 0 ? 0 : errorCode.UNKNOWN_TOPIC_OR_PARTITION);
  });
});

describe("CreatePartitions", () => {
  it.each<[number, number[][] | null, ErrorName]>([
    [4, null, "NONE"],
    [2, [[2, 1]], "NONE"],
    [1, null, "INVALID_PARTITIONS"],
    [0, null, "INVALID_PARTITIONS"],
    [3, [[1]], "INVALID_REPLICA_ASSIGNMENT"],
    [2, [[1, 1]], "INVALID_REPLICA_ASSIGNMENT"],
  ])("to %i, placed %j", async (count, assignments, expected) => {
    const topic = await ledTopic(`grow-${count}-${JSON.stringify(assignments)?.replace(/\W/g, "-")}`);
    const body = new Writer().int32(1).string(topic).int32(count);
    body.array(assignments, (writer, nodes) => writer.array(nodes, (inner, node) => inner.int32(node)));
    const answer = await client.ask(CREATE_PARTITIONS, 1, body.int32(1000).boolean(false));
    answer.int32();
    expect(readTopicErrors(answer)[0]?.error).toBe(errorCode[expected]);
    const found = broker.topics().find(({ name }) => name === topic);
    expect(found?.partitions).toHaveLength(expected === "NONE" ? count : 1);
  });
});

describe("DeleteRecords", () => {
  it.each<[string, number, Record<string, string>, ErrorName, number]>([
    ["up to an offset", 2, {}, "NONE", 2],
    ["up to the end", -1, {}, "NONE", 3],
    ["beyond the end", 4, {}, "OFFSET_OUT_OF_RANGE", -1],
    ["below the beginning of offsets", -2, {}, "OFFSET_OUT_OF_RANGE", -1],
    ["of a topic that is compacted", 1, { "cleanup.policy": "compact" }, "POLICY_VIOLATION", -1],
  ])("%s", async (name, offset, configs, expected, lowWatermark) => {
    const topic = await ledTopic(`delete-${name.replaceAll(" ", "-")}`, configs);
    await broker.produce(
      topic,
      ["a", "b", "c"].map((key) => ({ key, value: "v" })),
    );
    const body = new Writer().int32(1).string(topic).int32(1).int32(0).int64(offset).int32(1000);
    const answer = await client.ask(DELETE_RECORDS, 1, body);
    answer.int32();
    const [found] = answer.array((reader) => {
      reader.string();
      return reader.array((inner) => [inner.int32(), inner.int64(), inner.int16()]);
    });
    expect(found).toEqual([[0, lowWatermark, errorCode[expected]]]);
  });
});

describe("configuration", () => {
  async function described(topic: string, version: number): Promise<Map<string, unknown[]>> {
    const body = new Writer().int32(1).int8(2).string(topic).int32(-1);
    if (version >= 1) body.boolean(true);
    if (version >= 3) body.boolean(true);
    const answer = await client.ask(DESCRIBE_CONFIGS, version, body);
    answer.int32();
    const [entries = []] = answer.array((reader) => {
      expect([reader.int16(), reader.nullableString(), reader.int8(), reader.string()]).toEqual([0, null, 2, topic]);
      return reader.array((inner) => {
        const [name, value] = [inner.string(), inner.nullableString()];
        const isReadOnly = inner.boolean();
        const source = inner.int8();
        const isSensitive = inner.boolean();
        const synonyms = version >= 1 ? inner.array((each) => [each.string(), each.nullableString(), each.int8()]) : [];
        const extra = version >= 3 ? [inner.int8(), inner.string()] : [];
        return [name, [value, isReadOnly, source, isSensitive, synonyms.length, ...extra]] as const;
      });
    });
    expect(answer.remaining).toBe(0);
    return new Map(entries);
  }

  it.each([
    [0, ["5", false, 0, false, 0], ["delete", false, 1, false, 0]],
    [1, ["5", false, 1, false, 1], ["delete", false, 5, false, 1]],
    [2, ["5", false, 1, false, 1], ["delete", false, 5, false, 1]],
    [3, ["5", false, 1, false, 1, 5, expect.any(String)], ["delete", false, 5, false, 1, 7, expect.any(String)]],
  ])("is described in version %i", async (version, set, byDefault) => {
    const configs = await described(await ledTopic(`described-v${version}`, { "retention.ms": "5" }), version);
    expect(configs.get("retention.ms")).toEqual(set);
    expect(configs.get("cleanup.policy")).toEqual(byDefault);
  });

  const configsOf = (topic: string) => broker.topics().find(({ name }) => name === topic)?.configs;
  const readError = (answer: Reader) => {
    answer.int32();
    return answer.array((reader) => reader.int16())[0];
  };

  it("is replaced as a whole by AlterConfigs", async () => {
    const topic = await ledTopic("altered", { "retention.ms": "5", "segment.ms": "6" });
    const alter = (value: string, validateOnly: boolean) => {
      const body = new Writer().int32(1).int8(2).string(topic);
      body.array([["retention.ms", value]], (writer, [key = "", each = ""]) => writer.string(key).string(each));
      return client.ask(ALTER_CONFIGS, 1, body.boolean(validateOnly));
    };
    expect(readError(await alter("x", false))).toBe(errorCode.INVALID_CONFIG);
    expect(readError(await alter("7", true))).toBe(errorCode.NONE);
    expect(configsOf(topic)).toEqual({ "retention.ms": "5", "segment.ms": "6" });
    await alter("7", false);
    expect(configsOf(topic)).toEqual({ "retention.ms": "7" });
  });

  it.each<[string, number, string | null, Record<string, string>]>([
    ["set", 0, "delete", { "cleanup.policy": "delete" }],
    ["delete", 1, null, {}],
    ["append", 2, "delete", { "cleanup.policy": "compact,delete" }],
    ["append what is there", 2, "compact", { "cleanup.policy": "compact" }],
    ["subtract", 3, "compact", { "cleanup.policy": "" }],
  ])("is changed in part by IncrementalAlterConfigs: %s", async (name, operation, value, expected) => {
    const topic = await ledTopic(`part-${name.replaceAll(" ", "-")}`, {
      "segment.ms": "6",
      "cleanup.policy": "compact",
    });
    const body = new Writer().int32(1).int8(2).string(topic).int32(1);
    body.string("cleanup.policy").int8(operation).string(value).boolean(false);
    const error = readError(await client.ask(INCREMENTAL_ALTER_CONFIGS, 0, body));
    const isAllowed = Object.values(expected).every((each) => each !== "");
    expect(error).toBe(isAllowed ? errorCode.NONE : errorCode.INVALID_CONFIG);
    expect(configsOf(topic)).toEqual({
      "segment.ms": "6",
      ...(isAllowed ? expected : { "cleanup.policy": "compact" }),
    });
  });
});

describe("AlterPartitionReassignments", () => {
  it.each<[string, number[] | null, ErrorName]>([
    ["to another broker", [2], "NONE"],
    ["to no broker at all", [], "INVALID_REPLICA_ASSIGNMENT"],
    ["to one that is not there", [3], "INVALID_REPLICA_ASSIGNMENT"],
    ["no more", null, "NO_REASSIGNMENT_IN_PROGRESS"],
  ])("%s", async (name, replicas, expected) => {
    const topic = await ledTopic(`move-${name.replaceAll(" ", "-")}`);
    const body = new Writer()
      .noTags()
      .int32(1000)
      .compactArray([topic], (writer, each) => {
        writer.compactString(each).compactArray([0], (inner, index) => {
          inner
            .int32(index)
            .compactArray(replicas, (ids, id) => ids.int32(id))
            .noTags();
        });
        writer.noTags();
      });
    const answer = await client.ask(ALTER_PARTITION_REASSIGNMENTS, 0, body.noTags());
    answer.skipTags();
    expect([answer.int32(), answer.int16(), answer.compactNullableString()]).toEqual([0, 0, null]);
    const [found] = answer.compactArray((reader) => {
      reader.compactString();
      const partitions = reader.compactArray((inner) => {
        const each = [inner.int32(), inner.int16()];
        inner.compactNullableString();
        inner.skipTags();
        return each;
      });
      reader.skipTags();
      return partitions;
    });
    answer.skipTags();
    expect(answer.remaining).toBe(0);
    expect(found).toEqual([[0, errorCode[expected]]]);
    const moved = broker.topics().find((each) => each.name === topic);
    expect(moved?.partitions[0]?.leader).toBe(expected === "NONE" ? 2 : 1);
  });
});
