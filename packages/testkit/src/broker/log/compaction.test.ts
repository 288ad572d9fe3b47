import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attribute, HEADER_BYTES, headerAt, readHeader } from "../records/batch-header.js";
import { type BatchFields, buildBatch, seal } from "../records/build-batch.js";
import { isIntact } from "../records/check-batch.js";
import { codec } from "../records/codec.js";
import { readRecords } from "../records/read-records.js";
import { createPartitionLog } from "./create-partition-log.js";
import { noStorage } from "./log-storage.js";
import type { PartitionLog } from "./partition-log.js";

function createLog(deleteRetentionMs = 60_000): PartitionLog {
  return createPartitionLog(noStorage(), () => ({ appendTime: false, deleteRetentionMs }));
}

/** `a=1` is a value, `a=` a tombstone. */
function batch(entries: readonly string[], fields?: BatchFields): Buffer {
  const records = entries.map((entry) => {
    const [key = "", value = ""] = entry.split("=");
    return { key: Buffer.from(key), value: value === "" ? null : Buffer.from(value), timestamp: Date.now() - 10 };
  });
  return buildBatch(records, fields);
}

/** The records that are left, as `offset:key=value`. */
function content(log: PartitionLog): string[] {
  const { batches } = log.read(0, Number.POSITIVE_INFINITY, "read_uncommitted", true);
  return batches
    .filter((each) => !(readHeader(each).attributes & attribute.control))
    .flatMap((each) => readRecords(each))
    .map(({ offset, key, value }) => `${offset}:${key}=${value ?? ""}`);
}

describe("compaction", () => {
  it.each<[string, string[][], number, string[]]>([
    [
      "keeps the last of each key, at its offset",
      [
        ["a=1", "b=1", "a=2"],
        ["b=2", "c=1"],
      ],
      60_000,
      ["2:a=2", "3:b=2", "4:c=1"],
    ],
    ["keeps tombstones that consumers may not have seen", [["a=1", "a="]], 60_000, ["1:a="]],
    ["drops tombstones in the end", [["a=1", "a="], ["b=1"]], 0, ["2:b=1"]],
    ["leaves alone what is distinct", [["a=1", "b=1"]], 60_000, ["0:a=1", "1:b=1"]],
  ])("%s", (_, batches, deleteRetentionMs, expected) => {
    const log = createLog(deleteRetentionMs);
    for (const each of batches) log.append(batch(each));
    const end = log.nextOffset;
    log.compact();
    expect(content(log)).toEqual(expected);
    expect(log.nextOffset).toBe(end);
    expect(log.read(0, 10_000, "read_uncommitted", true).batches.every(isIntact)).toBe(true);
  });

  it("keeps what a map would keep, and again changes nothing", () => {
    const entry = fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.nat(9)).map(([key, value]) => `${key}=${value}`);
    fc.assert(
      fc.property(fc.array(fc.array(entry, { minLength: 1, maxLength: 5 }), { maxLength: 10 }), (batches) => {
        const log = createLog();
        const last = new Map<string, string>();
        let offset = 0;
        for (const each of batches) {
          log.append(batch(each));
          for (const text of each) last.set(text.charAt(0), `${offset++}:${text}`);
        }
        log.compact();
        const once = content(log);
        expect([...once].sort()).toEqual([...last.values()].sort());
        log.compact();
        expect(content(log)).toEqual(once);
      }),
    );
  });

  it("takes no account of aborted records, removes them, and keeps open transactions as they are", () => {
    const log = createLog();
    const inTransaction = (producerId: number) => ({
      attributes: attribute.transactional,
      producerId,
      producerEpoch: 0,
      baseSequence: 0,
    });
    log.append(batch(["a=1"])); // 0
    log.append(batch(["a=aborted"], inTransaction(1))); // 1
    log.endTransaction(1, 0, false); // 2
    log.append(batch(["b=1"])); // 3
    log.append(batch(["b=open"], inTransaction(2))); // 4
    log.append(batch(["b=2"])); // 5
    log.compact();
    expect(content(log)).toEqual(["0:a=1", "3:b=1", "4:b=open", "5:b=2"]);
    expect(log.lastStableOffset).toBe(4);
  });

  it("opens compressed batches", () => {
    const log = createLog();
    const plain = batch(["a=1", "b=1", "a=2"]);
    const compressed = Buffer.concat([plain.subarray(0, HEADER_BYTES), gzipSync(plain.subarray(HEADER_BYTES))]);
    compressed.writeInt16BE(codec.gzip, headerAt.attributes);
    log.append(seal(compressed));
    log.compact();
    expect(content(log)).toEqual(["1:b=1", "2:a=2"]);
  });

  it("changes nothing where a batch cannot be read", () => {
    const log = createLog();
    log.append(batch(["a=1"]));
    const unreadable = batch(["a=2"]);
    unreadable.writeInt16BE(codec.lz4, headerAt.attributes);
    log.append(seal(unreadable));
    const { size } = log;
    expect(() => log.compact()).toThrow(/LZ4/);
    expect(log.size).toBe(size);
  });
});
