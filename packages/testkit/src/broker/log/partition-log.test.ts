import { describe, expect, it } from "vitest";
import { attribute, readHeader } from "../records/batch-header.js";
import { type BatchFields, buildBatch } from "../records/build-batch.js";
import { isIntact } from "../records/check-batch.js";
import { readRecords } from "../records/read-records.js";
import { type ErrorName, errorCode } from "../wire/error-code.js";
import { createPartitionLog, type LogConfig } from "./create-partition-log.js";
import { noStorage } from "./log-storage.js";
import type { Isolation, PartitionLog } from "./partition-log.js";

function createLog(config: Partial<LogConfig> = {}): PartitionLog {
  return createPartitionLog(noStorage(), () => ({ appendTime: false, deleteRetentionMs: 1000, ...config }));
}

/** A batch of so many records with the values 0, 1, 2 and times counted from 1000. */
function batch(count = 1, fields: BatchFields = {}): Buffer {
  const records = Array.from({ length: count }, (_, i) => ({
    key: null,
    value: Buffer.from(String(i)),
    timestamp: 1000 + i,
  }));
  return buildBatch(records, fields);
}

const producer = (baseSequence: number, producerEpoch = 0): BatchFields => ({
  producerId: 9,
  producerEpoch,
  baseSequence,
});
const transaction = (producerId: number, baseSequence = 0): BatchFields => ({
  attributes: attribute.transactional,
  producerId,
  producerEpoch: 0,
  baseSequence,
});

/** The offsets of all records that can be read from an offset on. */
function offsets(log: PartitionLog, from = 0, isolation: Isolation = "read_uncommitted"): number[] {
  const { batches } = log.read(from, Number.POSITIVE_INFINITY, isolation, true);
  return batches.flatMap((each) => readRecords(each).map(({ offset }) => offset));
}

describe("offsets", () => {
  it("count records, and batches keep their own bytes but for offset and epoch", () => {
    const log = createLog();
    log.leaderEpoch = 4;
    expect([log.append(batch(3)), log.append(batch(2))].map(({ baseOffset }) => baseOffset)).toEqual([0, 3]);
    expect(log).toMatchObject({ logStartOffset: 0, nextOffset: 5, lastStableOffset: 5 });
    const { batches } = log.read(0, 10_000, "read_uncommitted", true);
    expect(batches.every(isIntact)).toBe(true);
    expect(batches.map((each) => readHeader(each).leaderEpoch)).toEqual([4, 4]);
    expect(offsets(log)).toEqual([0, 1, 2, 3, 4]);
  });

  it.each([
    [0, 5],
    [2, 5],
    [3, 2],
    [4, 2],
    [5, 0],
  ])("from %i on give whole batches: %i records", (from, count) => {
    const log = createLog();
    log.append(batch(3));
    log.append(batch(2));
    expect(offsets(log, from)).toHaveLength(count);
  });

  it.each([
    ["nothing fits, and nothing must", 10, false, 0],
    ["the first must come", 10, true, 1],
    ["one fits", 100, false, 1],
    ["two fit", 200, false, 2],
  ])("are read within a size: %s", (_, maxBytes, atLeastOne, count) => {
    const log = createLog();
    for (let i = 0; i < 4; i++) log.append(batch(1));
    expect(log.read(0, maxBytes, "read_uncommitted", atLeastOne).batches).toHaveLength(count);
  });

  it("before a deleted one are forgotten, and only whole batches are freed", () => {
    const log = createLog();
    log.append(batch(3));
    log.append(batch(3));
    log.deleteBefore(4);
    expect(log).toMatchObject({ logStartOffset: 4, nextOffset: 6 });
    expect(offsets(log, 4)).toEqual([3, 4, 5]);
    log.deleteBefore(2);
    expect(log.logStartOffset).toBe(4);
    log.deleteBefore(6);
    expect(log.size).toBe(0);
    expect(log.append(batch()).baseOffset).toBe(6);
  });
});

describe("a producer with an id", () => {
  it.each<[string, BatchFields[], BatchFields, ErrorName, number]>([
    ["may begin anywhere where it is not known", [], producer(5), "NONE", 0],
    ["goes on with the next sequence", [producer(0)], producer(2), "NONE", 2],
    ["must not leave one out", [producer(0)], producer(3), "OUT_OF_ORDER_SEQUENCE_NUMBER", -1],
    ["must not come back to one that is half known", [producer(0)], producer(1), "OUT_OF_ORDER_SEQUENCE_NUMBER", -1],
    ["gets the first answer for a repeated batch", [producer(0), producer(2)], producer(0), "NONE", 0],
    ["begins a new epoch at 0", [producer(0)], producer(0, 1), "NONE", 2],
    ["does not begin a new epoch elsewhere", [producer(0)], producer(2, 1), "OUT_OF_ORDER_SEQUENCE_NUMBER", -1],
    ["is fenced with an old epoch", [producer(0, 1)], producer(0, 0), "INVALID_PRODUCER_EPOCH", -1],
    ["counts on from 0 after 2^31 - 1", [producer(2 ** 31 - 2)], producer(0), "NONE", 2],
    [
      "has its last five batches remembered",
      [0, 2, 4, 6, 8].map((sequence) => producer(sequence)),
      producer(0),
      "NONE",
      0,
    ],
    [
      "has no more than five remembered",
      [0, 2, 4, 6, 8, 10].map((sequence) => producer(sequence)),
      producer(0),
      "OUT_OF_ORDER_SEQUENCE_NUMBER",
      -1,
    ],
  ])("%s", (_, before, fields, error, baseOffset) => {
    const log = createLog();
    for (const each of before) expect(log.append(batch(2, each)).error).toBe(errorCode.NONE);
    const end = log.nextOffset;
    expect(log.append(batch(2, fields))).toMatchObject({ error: errorCode[error], baseOffset });
    const wasAppended = error === "NONE" && baseOffset === end;
    expect(log.nextOffset).toBe(wasAppended ? end + 2 : end);
  });

  it("may not write outside its transaction while that is open", () => {
    const log = createLog();
    log.append(batch(1, transaction(9)));
    expect(log.append(batch(1, producer(1))).error).toBe(errorCode.INVALID_TXN_STATE);
  });
});

describe("transactions", () => {
  it("hold the stable offset at the first of them that is open", () => {
    const log = createLog();
    log.append(batch());
    log.append(batch(1, transaction(1)));
    log.append(batch(1, transaction(2)));
    expect(log.lastStableOffset).toBe(1);
    expect([...log.openTransactions.keys()]).toEqual([1, 2]);
    expect(offsets(log, 0, "read_committed")).toEqual([0]);
    log.endTransaction(1, 0, true);
    expect(log.lastStableOffset).toBe(2);
    log.endTransaction(2, 0, true);
    expect(log.lastStableOffset).toBe(5);
    expect(offsets(log, 0, "read_committed")).toEqual([0, 1, 2, 3, 4]);
  });

  it("are named to readers of committed records where they were aborted in what is read", () => {
    const log = createLog();
    log.append(batch(2, transaction(1))); // 0, 1
    log.append(batch(1, transaction(2))); // 2
    log.endTransaction(1, 0, false); // 3
    log.endTransaction(2, 0, true); // 4
    log.append(batch(1, transaction(1, 2))); // 5
    log.endTransaction(1, 0, false); // 6
    const first = { producerId: 1, firstOffset: 0, lastOffset: 3 };
    const second = { producerId: 1, firstOffset: 5, lastOffset: 6 };
    const aborted = (from: number, maxBytes: number) => log.read(from, maxBytes, "read_committed", true).aborted;
    expect(aborted(0, 10_000)).toEqual([first, second]);
    expect(aborted(0, 1)).toEqual([first]);
    expect(aborted(3, 1)).toEqual([first]);
    expect(aborted(4, 1)).toEqual([]);
    expect(aborted(5, 1)).toEqual([second]);
    expect(log.read(0, 10_000, "read_uncommitted", true).aborted).toEqual([]);
  });

  it("may end where the producer has written nothing", () => {
    const log = createLog();
    log.endTransaction(1, 0, false);
    expect(log).toMatchObject({ nextOffset: 1, lastStableOffset: 1 });
    expect(log.read(0, 10_000, "read_committed", true).aborted).toEqual([]);
  });

  it("fence the producers before them", () => {
    const log = createLog();
    log.append(batch(1, transaction(1)));
    log.endTransaction(1, 1, false);
    expect(log.append(batch(1, transaction(1, 1))).error).toBe(errorCode.INVALID_PRODUCER_EPOCH);
    expect(log.append(batch(1, { ...transaction(1, 0), producerEpoch: 1 })).error).toBe(errorCode.NONE);
  });
});

describe("times", () => {
  it.each([
    [0, { offset: 0, timestamp: 1000 }],
    [1000, { offset: 0, timestamp: 1000 }],
    [1001, { offset: 1, timestamp: 1001 }],
    [1002, { offset: 4, timestamp: 1002 }],
    [1003, undefined],
  ])("are looked up to the record: %i", (timestamp, expected) => {
    const log = createLog();
    log.append(batch(2));
    log.append(batch(3));
    expect(log.offsetForTime(timestamp, "read_uncommitted")).toEqual(expected);
  });

  it("are not looked up in what is deleted, or not committed", () => {
    const log = createLog();
    log.append(batch(2));
    log.deleteBefore(1);
    log.append(batch(3, transaction(1)));
    expect(log.offsetForTime(0, "read_committed")).toEqual({ offset: 1, timestamp: 1001 });
    expect(log.offsetForTime(1002, "read_committed")).toBeUndefined();
    expect(log.offsetForTime(1002, "read_uncommitted")).toEqual({ offset: 4, timestamp: 1002 });
  });

  it("are the broker's where the topic says so, and the CRC is right again", () => {
    const log = createLog({ appendTime: true });
    const before = Date.now();
    const { appendTime } = log.append(batch(2, producer(0)));
    expect(appendTime).toBeGreaterThanOrEqual(before);
    const [stored = Buffer.alloc(0)] = log.read(0, 10_000, "read_uncommitted", true).batches;
    expect(isIntact(stored)).toBe(true);
    expect(readRecords(stored).map(({ timestamp }) => timestamp)).toEqual([appendTime, appendTime]);
    expect(log.append(batch(2, producer(0))).appendTime).toBe(appendTime);
  });
});

describe("leader epochs", () => {
  it.each([
    [0, { epoch: 0, endOffset: 2 }],
    [1, { epoch: 0, endOffset: 2 }],
    [2, { epoch: 2, endOffset: 3 }],
    [3, { epoch: 3, endOffset: 4 }],
  ])("end where the next one begins: %i", (epoch, expected) => {
    const log = createLog();
    for (const each of [0, 0, 2, 3]) {
      log.leaderEpoch = each;
      log.append(batch());
    }
    expect(log.endOfEpoch(epoch)).toEqual(expected);
  });
});

describe("listeners", () => {
  it("hear of records, markers, deletion, and no more when they are taken away", () => {
    const log = createLog();
    let heard = 0;
    const stop = log.onChange(() => heard++);
    log.append(batch());
    log.endTransaction(1, 0, true);
    log.deleteBefore(1);
    log.changed();
    expect(heard).toBe(4);
    stop();
    log.append(batch());
    expect(heard).toBe(4);
  });
});

describe("retention", () => {
  it.each([
    ["by time", { since: 1500, bytes: -1 }, 1],
    ["by size, keeping at least so much", { since: 0, bytes: 75 }, 1],
    ["not beyond what is asked", { since: 0, bytes: 1000 }, 0],
    ["not into an open transaction", { since: 5000, bytes: -1 }, 2],
  ])("drops the oldest batches %s", (_, limits, start) => {
    const log = createLog();
    for (const [index, timestamp] of [1000, 2000, 3000].entries()) {
      const fields = index === 2 ? transaction(1) : {};
      log.append(buildBatch([{ key: null, value: Buffer.from("v"), timestamp }], fields));
    }
    log.retain(limits);
    expect(log.logStartOffset).toBe(start);
  });
});

it("a batch that storage refuses is not appended", () => {
  const storage = {
    ...noStorage(),
    append() {
      throw new Error("disk full");
    },
  };
  const log = createPartitionLog(storage, () => ({ appendTime: false, deleteRetentionMs: 0 }));
  expect(() => log.append(batch())).toThrow("disk full");
  expect(log.nextOffset).toBe(0);
});
