import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  ConfigResourceTypes,
  Kafka,
  logLevel,
  Partitioners,
  type Producer,
  ResourcePatternTypes,
} from "kafkajs";
import { describe, expect, it } from "vitest";
import { type Broker, type BrokerEvent, type BrokerOptions, startBroker } from "../broker.js";
import { crc32c } from "./wire/crc32c.js";

/** FUZZ_SEED repeats the choices of a run; what interleaves with what remains chance. */
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const CONNECTIONS_AT_ONCE = 16;
/** How long a frame is given to be answered or to end its connection. */
const PATIENCE_MS = 15;
/** What the broker may hold besides what was written to it. */
const SPARE_BYTES = 96 * 2 ** 20;

/** Integers that lengths, counts, versions and offsets should not be. */
const BAD_INTEGERS = [-1, -2, 0, 1, 0x7f, 0x7fff, 0x10000, 0x7fff_ffff, -0x8000_0000, 0x0fff_ffff];

const users = [{ username: "fuzz", password: "secret" }];

describe.each<{ readonly kind: string; readonly fuzzMs: number; readonly options: BrokerOptions }>([
  { kind: "anybody may talk to", fuzzMs: 6_000, options: {} },
  { kind: "clients must log in to", fuzzMs: 2_000, options: { sasl: { users, mechanisms: ["SCRAM-SHA-256"] } } },
])(`a broker that $kind, sent rubbish (FUZZ_SEED=${seed})`, ({ fuzzMs, options }) => {
  it("neither fails, nor grows, nor harms the connections of others", { timeout: 90_000 }, async () => {
    const random = createRandom(seed);
    const defects: BrokerEvent[] = [];
    await using broker = await startBroker({
      ...options,
      onEvent: (event) => void (event.type === "request-failed" && defects.push(event)),
    });
    const client: ClientFactory = (socketFactory) => createClient(broker, options, socketFactory);
    const frames = await recordSession(client);
    expect(new Set(frames.map((frame) => frame.readInt16BE(4))).size).toBeGreaterThanOrEqual(30);
    const bystander = await startBystander(client);
    const before = heldBytes();

    let sent = 0;
    let bytes = 0;
    const end = Date.now() + fuzzMs;
    await Promise.all([
      ...Array.from({ length: CONNECTIONS_AT_ONCE }, async () => {
        while (Date.now() < end) {
          const rubbish = Array.from({ length: 1 + random.below(4) }, () => mutate(random.of(frames), frames, random));
          const data = Buffer.concat(rubbish);
          sent += rubbish.length;
          bytes += data.length;
          await deliver(broker, data, random);
        }
      }),
      (async () => {
        while (Date.now() < end) await bystander.roundTrip();
      })(),
    ]);

    expect(defects).toEqual([]);
    await bystander.roundTrip();
    expect(bystander.connections()).toBe(bystander.connectionsAtFirst);
    await bystander.stop();
    // All that a client does still works.
    expect((await recordSession(client)).length).toBeGreaterThan(30);
    expect(sent).toBeGreaterThan(500);
    expect(heldBytes() - before).toBeLessThan(SPARE_BYTES + 2 * bytes);
  });
});

type SocketFactory = ConstructorParameters<typeof Kafka>[0]["socketFactory"];
type ClientFactory = (socketFactory: NonNullable<SocketFactory>) => Kafka;

function createClient(broker: Broker, { sasl }: BrokerOptions, socketFactory: NonNullable<SocketFactory>): Kafka {
  const [user] = sasl?.users ?? [];
  return new Kafka({
    brokers: [...broker.addresses],
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 20, retries: 10 },
    socketFactory,
    ...(user && { sasl: { mechanism: "scram-sha-256", ...user } }),
  });
}

/** Writes a buffer in pieces to a connection of its own, and waits a moment for what the broker makes of it. */
function deliver(broker: Broker, data: Buffer, random: Random): Promise<void> {
  const [address = ""] = broker.addresses;
  const colon = address.lastIndexOf(":");
  const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    socket.on("error", () => {});
    socket.on("data", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.on("connect", () => {
      for (let from = 0; from < data.length; ) {
        const to = random.below(3) === 0 ? from + 1 + random.below(data.length - from) : data.length;
        socket.write(data.subarray(from, to));
        from = to;
      }
      const finish = random.below(2) === 0 ? () => socket.end() : () => socket.destroy();
      timer = setTimeout(() => {
        finish();
        timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
      }, random.below(PATIENCE_MS));
    });
  });
}

/** One frame, made wrong in one of many ways. */
function mutate(original: Buffer, frames: readonly Buffer[], random: Random): Buffer {
  const frame = Buffer.from(original);
  const position = 4 + random.below(frame.length - 4);
  switch (random.below(10)) {
    case 0:
      for (let flips = 1 + random.below(8); flips > 0; flips--) {
        const at = 4 + random.below(frame.length - 4);
        frame[at] = random.below(256);
      }
      return frame;
    case 1:
    case 2:
      if (position + 4 <= frame.length) frame.writeInt32BE(random.of(BAD_INTEGERS), position);
      return frame;
    case 3:
      if (position + 2 <= frame.length) frame.writeInt16BE((random.of(BAD_INTEGERS) << 16) >> 16, position);
      return frame;
    case 4:
      return withLength(frame.subarray(0, position));
    case 5:
      // A length that promises more, or less, than there is.
      frame.writeInt32BE(random.of([...BAD_INTEGERS, frame.length, position]), 0);
      return frame;
    case 6:
      return withLength(Buffer.concat([frame, random.bytes(random.below(200))]));
    case 7: {
      const other = random.of(frames);
      return withLength(
        Buffer.concat([frame.subarray(0, position), other.subarray(4 + random.below(other.length - 4))]),
      );
    }
    case 8:
      // Another API, or a version, that may or may not be known.
      frame.writeInt16BE(random.below(75) - 2, random.below(2) === 0 ? 4 : 6);
      return frame;
    default:
      return (
        damageBatch(frame, random) ?? withLength(Buffer.concat([Buffer.alloc(4), random.bytes(random.below(300))]))
      );
  }
}

/** Changes the record batch of a Produce request and corrects its checksum; undefined for any other request. */
function damageBatch(frame: Buffer, random: Random): Buffer | undefined {
  if (frame.readInt16BE(4) !== 0) return undefined;
  const afterClientId = 14 + frame.readInt16BE(12);
  const transactionalId = frame.readInt16BE(afterClientId);
  const topics = afterClientId + 2 + Math.max(0, transactionalId) + 6;
  const partitions = topics + 4 + 2 + frame.readInt16BE(topics + 4);
  const start = partitions + 4 + 4 + 4;
  const end = start + frame.readInt32BE(start - 4);
  const batch = frame.subarray(start, end);
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = random.below(batch.length);
    if (at + 4 <= batch.length && random.below(2) === 0) batch.writeInt32BE(random.of(BAD_INTEGERS), at);
    else batch[at] = random.below(256);
  }
  batch.writeUInt32BE(crc32c(batch, 21), 17);
  return frame;
}

function withLength(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  copy.writeInt32BE(copy.length - 4, 0);
  return copy;
}

/** Runs a client through everything it can do, and returns the frames that it sent. */
async function recordSession(client: ClientFactory): Promise<Buffer[]> {
  const frames: Buffer[] = [];
  const recording = client(({ host, port, onConnect }) => {
    const socket = connect({ host, port }, onConnect);
    const write = socket.write.bind(socket) as (data: Buffer, ...rest: unknown[]) => boolean;
    socket.write = (data: Buffer | string | Uint8Array, ...rest: unknown[]) => {
      const frame = Buffer.from(data as string, "binary");
      frames.push(frame);
      return write(frame, ...rest.filter((one) => typeof one === "function"));
    };
    return socket;
  });
  const name = `fuzz-${randomUUID()}`;
  const admin = recording.admin();
  const producer = recording.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const transactional = recording.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    transactionalId: name,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  const consumer = recording.consumer({ groupId: name, maxWaitTimeInMs: 20 });
  await Promise.all([admin.connect(), producer.connect(), transactional.connect(), consumer.connect()]);
  await admin.createTopics({ topics: [{ topic: name, numPartitions: 2 }] });
  await admin.createPartitions({ topicPartitions: [{ topic: name, count: 3 }] });
  const messages = Array.from({ length: 20 }, (_, index) => ({ key: `${index}`, value: "value", headers: { a: "b" } }));
  await producer.send({ topic: name, messages });
  await producer.send({ topic: name, messages, acks: 0 });
  for (const end of ["commit", "abort"] as const) {
    const transaction = await transactional.transaction();
    await transaction.send({ topic: name, messages });
    const topics = [{ topic: name, partitions: [{ partition: 0, offset: "1" }] }];
    await transaction.sendOffsets({ consumerGroupId: `${name}-other`, topics });
    await transaction[end]();
  }
  await consumer.subscribe({ topics: [name], fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({ autoCommitThreshold: 1, eachMessage: async () => resolve() });
  });
  await runAdmin(admin, name);
  await consumer.disconnect();
  // Other names than the rest of the session: what is not there any more would be refused early.
  await admin.createTopics({ topics: [{ topic: `${name}-doomed` }] });
  await admin.deleteTopics({ topics: [`${name}-doomed`] });
  await admin.deleteGroups([`${name}-other`]);
  await Promise.all([admin.disconnect(), producer.disconnect(), transactional.disconnect()]);
  return frames;
}

async function runAdmin(admin: Admin, topic: string): Promise<void> {
  const acl = {
    resourceType: AclResourceTypes.TOPIC,
    resourceName: topic,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: "User:fuzz",
    host: "*",
    operation: AclOperationTypes.READ,
    permissionType: AclPermissionTypes.ALLOW,
  };
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
  await admin.fetchTopicOffsets(topic);
  await admin.fetchTopicOffsetsByTimestamp(topic, 1);
  await admin.fetchOffsets({ groupId: topic });
  await admin.describeConfigs({ includeSynonyms: true, resources: [resource] });
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ ...resource, configEntries: [{ name: "retention.ms", value: "100000" }] }],
  });
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "1" }] });
  await admin.describeCluster();
  await admin.listGroups();
  await admin.describeGroups([topic]);
  await admin.listPartitionReassignments({ topics: [{ topic, partitions: [0] }] });
  await Promise.allSettled([
    admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment: [{ partition: 0, replicas: [1] }] }] }),
    admin.createAcls({ acl: [acl] }),
    admin.describeAcls(acl),
    admin.deleteAcls({ filters: [acl] }),
  ]);
}

/** A client that has been there all along, and counts its connections. */
async function startBystander(client: ClientFactory) {
  const sockets: Socket[] = [];
  const kafka = client(({ host, port, onConnect }) => {
    const socket = connect({ host, port }, onConnect);
    sockets.push(socket);
    return socket;
  });
  const topic = "bystander";
  const producer: Producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 20, heartbeatInterval: 50 });
  await Promise.all([producer.connect(), consumer.connect()]);
  const arrived = new Map<string, () => void>();
  let count = 0;
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    async eachMessage({ message }) {
      arrived.get(String(message.value))?.();
    },
  });
  async function roundTrip() {
    const value = String(count++);
    const there = new Promise<void>((resolve) => arrived.set(value, resolve));
    await producer.send({ topic, messages: [{ value }] });
    await there;
    arrived.delete(value);
  }
  await roundTrip();
  const connectionsAtFirst = sockets.length;
  return {
    roundTrip,
    connectionsAtFirst,
    connections: () => sockets.length,
    async stop() {
      await Promise.all([consumer.disconnect(), producer.disconnect()]);
    },
  };
}

/** What is held in and outside of the heap after all garbage is gone. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

type Random = ReturnType<typeof createRandom>;

/** A generator that the same seed makes repeat itself (mulberry32). */
function createRandom(start: number) {
  let state = start >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => (limit <= 0 ? 0 : next() % limit);
  return {
    below,
    bytes: (length: number) => Buffer.from(Array.from({ length }, () => below(256))),
    of<T>(items: readonly T[]): T {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("there is nothing to choose from");
      return item;
    },
  };
}
