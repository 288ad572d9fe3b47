import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../../test/temporary-directory.js";
import { attribute } from "../records/batch-header.js";
import { type BatchFields, buildBatch } from "../records/build-batch.js";
import { readRecords } from "../records/read-records.js";
import { errorCode } from "../wire/error-code.js";
import { createPartitionLog } from "./create-partition-log.js";
import { openDataDirectory } from "./data-directory.js";
import { fileStateStore } from "./file-state-store.js";
import type { PartitionLog } from "./partition-log.js";
import { segmentStorage } from "./segment-storage.js";

function openLog(directory: string): PartitionLog {
  return createPartitionLog(segmentStorage(directory), () => ({ appendTime: false, deleteRetentionMs: 60_000 }));
}

function batch(key: string, value = "v", fields?: BatchFields): Buffer {
  return buildBatch([{ key: Buffer.from(key), value: Buffer.from(value), timestamp: 1000 }], fields);
}

function content(log: PartitionLog): string[] {
  const { batches } = log.read(0, Number.POSITIVE_INFINITY, "read_uncommitted", true);
  return batches.flatMap((each) => readRecords(each).map(({ offset, key, value }) => `${offset}:${key}=${value}`));
}

/** What a process that is killed now would leave behind: what has been written, and nothing that closing would add. */
function asKilled(directory: string): string {
  const copy = `${directory}-killed`;
  cpSync(directory, copy, { recursive: true });
  return copy;
}

function onlyFile(directory: string): string {
  const [name = ""] = readdirSync(directory).filter((each) => each.endsWith(".log"));
  return join(directory, name);
}

describe("a partition's files", () => {
  it("hold what was appended, for the next process and the one after it", () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "0");
    for (const key of ["a", "b", "c"]) {
      const log = openLog(path);
      log.append(batch(key));
      log.close();
    }
    expect(content(openLog(path))).toEqual(["0:a=v", "1:b=v", "2:c=v"]);
  });

  it("hold it also when the process is killed", () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "0");
    const log = openLog(path);
    log.append(batch("a"));
    log.deleteBefore(1);
    log.append(batch("b"));
    const found = openLog(asKilled(path));
    expect(content(found)).toEqual(["1:b=v"]);
    expect(found).toMatchObject({ logStartOffset: 1, nextOffset: 2 });
  });

  it("lose a batch that is cut off anywhere, keep those before it, and take new ones", () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "0");
    const log = openLog(path);
    log.append(batch("a"));
    log.append(batch("b"));
    log.close();
    const whole = readFileSync(onlyFile(path)).length;
    fc.assert(
      fc.property(fc.integer({ min: whole / 2, max: whole - 1 }), fc.uint8Array({ maxLength: 20 }), (length, noise) => {
        using copy = temporaryDirectory();
        cpSync(path, copy.path, { recursive: true });
        truncateSync(onlyFile(copy.path), length);
        appendFileSync(onlyFile(copy.path), noise);
        const found = openLog(copy.path);
        expect(content(found)).toEqual(["0:a=v"]);
        expect(found.append(batch("c")).baseOffset).toBe(1);
        found.close();
        expect(content(openLog(copy.path))).toEqual(["0:a=v", "1:c=v"]);
      }),
      { numRuns: 50 },
    );
  });

  it("end before a batch whose bytes have changed", () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "0");
    const log = openLog(path);
    for (const key of ["a", "b", "c"]) log.append(batch(key));
    log.close();
    const bytes = readFileSync(onlyFile(path));
    bytes.writeUInt8(bytes.readUInt8(bytes.length / 2) ^ 1, bytes.length / 2);
    writeFileSync(onlyFile(path), bytes);
    expect(content(openLog(path))).toEqual(["0:a=v"]);
  });

  it("remember sequences, open and aborted transactions, and epochs", () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "0");
    const fields = (producerId: number, baseSequence: number, attributes = 0) => ({
      producerId,
      producerEpoch: 0,
      baseSequence,
      attributes,
    });
    const log = openLog(path);
    log.leaderEpoch = 5;
    log.append(batch("a", "v", fields(1, 0)));
    log.append(batch("b", "v", fields(2, 0, attribute.transactional)));
    log.endTransaction(2, 0, false);
    log.append(batch("c", "v", fields(3, 0, attribute.transactional)));

    const found = openLog(asKilled(path));
    expect(found.append(batch("a", "v", fields(1, 0)))).toMatchObject({ error: errorCode.NONE, baseOffset: 0 });
    expect(found.append(batch("a", "v", fields(1, 2))).error).toBe(errorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(found.lastStableOffset).toBe(3);
    expect(found.read(0, 10_000, "read_committed", true).aborted).toEqual([
      { producerId: 2, firstOffset: 1, lastOffset: 2 },
    ]);
    expect(found.leaderEpoch).toBeGreaterThan(5);
  });

  it("are compacted, at once or not at all", () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "0");
    const log = openLog(path);
    for (const value of ["1", "2", "3"]) log.append(batch("a", value));
    const before = readFileSync(onlyFile(path));
    log.compact();
    expect(content(openLog(asKilled(path)))).toEqual(["2:a=3"]);
    log.append(batch("b"));
    log.close();
    // A crash between the new files and the removal of the old ones.
    writeFileSync(join(path, "0-00000000000000000000.log"), before);
    const found = openLog(path);
    expect(content(found)).toEqual(["2:a=3", "3:b=v"]);
    expect(readdirSync(path)).not.toContain("0-00000000000000000000.log");
  });

  it("know the next offset when nothing is left", () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "0");
    const log = openLog(path);
    log.append(batch("a"));
    log.append(batch("b"));
    log.deleteBefore(2);
    log.close();
    const found = openLog(path);
    expect(found).toMatchObject({ logStartOffset: 2, nextOffset: 2, size: 0 });
    expect(found.append(batch("c")).baseOffset).toBe(2);
  });

  it("are not written to when the topic is gone, and not when the broker has stopped", () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "0");
    const log = openLog(path);
    log.append(batch("a"));
    log.close();
    expect(() => log.append(batch("b"))).toThrow(/has been stopped/);
    log.remove();
    log.append(batch("c"));
    expect(readdirSync(directory.path)).toEqual([]);
  });
});

describe("a state file", () => {
  it("holds what was put and not deleted, through any history, also when the process is killed", () => {
    const change = fc.tuple(fc.constantFrom("a", "b", 'ü\n"', "__proto__"), fc.option(fc.jsonValue()));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        using directory = temporaryDirectory();
        const path = join(directory.path, "x.state");
        const store = fileStateStore<unknown>(path);
        const expected = new Map<string, unknown>();
        for (const [key, value] of changes) {
          if (value === null) store.delete(key);
          else store.put(key, value);
          if (value === null) expected.delete(key);
          // Minus zero is no JSON.
          else expected.set(key, JSON.parse(JSON.stringify(value)));
        }
        expect(fileStateStore(path).entries).toEqual(expected);
        store.close();
      }),
      { numRuns: 50 },
    );
  });

  it("loses a line that is cut off, and takes new ones", () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "x.state");
    const store = fileStateStore<number>(path);
    store.put("a", 1);
    store.put("b", 2);
    store.close();
    truncateSync(path, readFileSync(path).length - 3);
    const found = fileStateStore<number>(path);
    expect([...found.entries]).toEqual([["a", 1]]);
    found.put("c", 3);
    found.close();
    expect([...fileStateStore<number>(path).entries]).toEqual([
      ["a", 1],
      ["c", 3],
    ]);
  });

  it("does not grow for ever", () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "x.state");
    const store = fileStateStore<number>(path);
    for (let i = 0; i < 25_000; i++) store.put("counter", i);
    store.close();
    expect(readFileSync(path, "utf8").split("\n").length).toBeLessThan(10_100);
    expect(fileStateStore<number>(path).entries.get("counter")).toBe(24_999);
  });
});

describe("a data directory", () => {
  it("is one broker's at a time", () => {
    using directory = temporaryDirectory();
    const first = openDataDirectory(directory.path);
    expect(() => openDataDirectory(directory.path)).toThrow(
      `in use by process ${process.pid}: two brokers cannot share one`,
    );
    first.close();
    openDataDirectory(directory.path).close();
  });

  it("of another format is left alone, and given free", () => {
    using directory = temporaryDirectory();
    writeFileSync(join(directory.path, "format.json"), '{"format":99}');
    expect(() => openDataDirectory(directory.path)).toThrow(/format 99/);
    expect(readdirSync(directory.path)).not.toContain("broker.lock");
  });

  it("loses the files of topics that are gone", () => {
    using directory = temporaryDirectory();
    mkdirSync(join(directory.path, "logs", "gone", "0"), { recursive: true });
    mkdirSync(join(directory.path, "logs", "kept", "0"), { recursive: true });
    const opened = openDataDirectory(directory.path);
    opened.keepTopics(new Set(["kept"]));
    opened.close();
    expect(readdirSync(join(directory.path, "logs"))).toEqual(["kept"]);
  });
});
