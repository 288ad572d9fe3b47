import * as zlib from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compressedByLibrdkafka } from "../../../test/librdkafka-batches.js";
import { type ErrorName, errorCode } from "../wire/error-code.js";
import { attribute, HEADER_BYTES, headerAt, readHeader } from "./batch-header.js";
import { buildBatch, type NewRecord, seal } from "./build-batch.js";
import { checkProducedBatch, isIntact } from "./check-batch.js";
import { codec } from "./codec.js";
import { controlBatch, isCommit } from "./control-batch.js";
import { decompress } from "./decompress.js";
import { readRecords } from "./read-records.js";
import { RecordFormatError } from "./record-format-error.js";

const bytes = fc.option(fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each)));
const record: fc.Arbitrary<NewRecord> = fc.record({
  key: bytes,
  value: bytes,
  headers: fc.array(fc.tuple(fc.string(), bytes), { maxLength: 3 }),
  timestamp: fc.integer({ min: 0, max: 2 ** 42 }),
});

/** A batch of two records, with bytes of it changed. Without `keepCrc` its CRC is right again. */
function batchWith(change: (batch: Buffer) => unknown, keepCrc = false): Buffer {
  const batch = buildBatch([
    { key: Buffer.from("k"), value: Buffer.from("v"), timestamp: 5 },
    { key: null, value: null, timestamp: 6 },
  ]);
  const result = change(batch);
  const changed = Buffer.isBuffer(result) ? result : batch;
  return keepCrc ? changed : seal(changed);
}

describe("batches", () => {
  it("are read as they were built", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
        const batch = buildBatch(records);
        expect(isIntact(batch)).toBe(true);
        expect(checkProducedBatch(batch)).toBe(errorCode.NONE);
        expect(
          readRecords(batch).map(({ key, value, headers, timestamp }) => ({ key, value, headers, timestamp })),
        ).toEqual(records);
        expect(readHeader(batch).maxTimestamp).toBe(Math.max(...records.map(({ timestamp }) => timestamp)));
      }),
    );
  });

  it("are found damaged wherever a bit is wrong in what the CRC covers", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 7 }), (place, bit) => {
        const batch = batchWith(() => {});
        const at = headerAt.crc + (place % (batch.length - headerAt.crc));
        batch.writeUInt8(batch.readUInt8(at) ^ (1 << bit), at);
        expect(isIntact(batch)).toBe(false);
        expect(checkProducedBatch(batch)).toBe(errorCode.CORRUPT_MESSAGE);
      }),
    );
  });

  it.each([true, false])("end a transaction, committing: %s", (commit) => {
    const batch = controlBatch(7, 3, commit, 1000);
    expect(isIntact(batch)).toBe(true);
    expect(isCommit(batch)).toBe(commit);
    const { attributes, producerId, producerEpoch } = readHeader(batch);
    expect(attributes).toBe(attribute.transactional | attribute.control);
    expect({ producerId, producerEpoch }).toEqual({ producerId: 7, producerEpoch: 3 });
  });
});

describe("checkProducedBatch", () => {
  it.each<[string, Buffer, ErrorName]>([
    ["nothing", Buffer.alloc(0), "INVALID_RECORD"],
    ["less than a header", batchWith((b) => b.subarray(0, 60), true), "CORRUPT_MESSAGE"],
    ["a batch that is cut off", batchWith((b) => b.subarray(0, b.length - 1), true), "CORRUPT_MESSAGE"],
    ["two batches", batchWith((b) => Buffer.concat([b, b]), true), "INVALID_RECORD"],
    ["an older format", batchWith((b) => b.writeInt8(1, headerAt.magic)), "INVALID_RECORD"],
    ["a wrong CRC", batchWith((b) => b.writeInt32BE(1, headerAt.crc), true), "CORRUPT_MESSAGE"],
    ["no records", batchWith((b) => b.writeInt32BE(0, headerAt.recordCount)), "INVALID_RECORD"],
    ["fewer offsets than records", batchWith((b) => b.writeInt32BE(0, headerAt.lastOffsetDelta)), "INVALID_RECORD"],
    [
      "fewer records than it claims",
      batchWith((b) => {
        b.writeInt32BE(3, headerAt.recordCount);
        b.writeInt32BE(2, headerAt.lastOffsetDelta);
      }),
      "INVALID_RECORD",
    ],
    ["bytes behind the records", batchWith((b) => Buffer.concat([b, Buffer.alloc(1)])), "INVALID_RECORD"],
    ["a marker", controlBatch(1, 0, true, 0), "INVALID_RECORD"],
    [
      "a transaction without a producer",
      batchWith((b) => b.writeInt16BE(attribute.transactional, headerAt.attributes)),
      "INVALID_RECORD",
    ],
    [
      "a producer without a sequence",
      batchWith((b) => {
        b.fill(0, headerAt.producerId, headerAt.producerEpoch);
      }),
      "INVALID_RECORD",
    ],
    [
      "an unknown compression",
      batchWith((b) => b.writeInt16BE(5, headerAt.attributes)),
      "UNSUPPORTED_COMPRESSION_TYPE",
    ],
    [
      "records compressed so that nobody can read them",
      batchWith((b) => b.writeInt16BE(1, headerAt.attributes)),
      "NONE",
    ],
  ])("answers for %s", (_, batch, expected) => {
    expect(checkProducedBatch(batch)).toBe(errorCode[expected]);
  });
});

describe("decompress", () => {
  const expected = Array.from({ length: 12 }, (_, i) => [
    `key-${i}`,
    `the quick brown fox, ${i} times, ${"la".repeat(i)}`,
  ]);
  const hasZstd = "zstdDecompressSync" in zlib;

  /** The records of a batch that librdkafka has compressed. */
  function unpacked(compression: keyof typeof codec, compressed: Buffer): unknown {
    const batch = Buffer.concat([Buffer.alloc(HEADER_BYTES), compressed]);
    batch.writeInt8(2, headerAt.magic);
    batch.writeInt16BE(codec[compression], headerAt.attributes);
    batch.writeInt32BE(expected.length, headerAt.recordCount);
    return readRecords(seal(batch)).map(({ key, value }) => [String(key), String(value)]);
  }

  it.each(["gzip", "snappy", "lz4"] as const)("undoes the %s of librdkafka", (compression) => {
    expect(unpacked(compression, compressedByLibrdkafka[compression])).toEqual(expected);
  });

  it.skipIf(!hasZstd)("undoes the zstd of librdkafka (from Node 22.15 on)", () => {
    expect(unpacked("zstd", compressedByLibrdkafka.zstd)).toEqual(expected);
  });

  it.skipIf(hasZstd)("says which Node can undo zstd", () => {
    expect(() => unpacked("zstd", compressedByLibrdkafka.zstd)).toThrow(/Node 22\.15 or newer/);
  });

  it("undoes Snappy in Java's blocks", () => {
    const raw = compressedByLibrdkafka.snappy;
    const head = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
    const size = Buffer.alloc(4);
    size.writeInt32BE(raw.length);
    const once = decompress(codec.snappy, raw);
    const framed = decompress(codec.snappy, Buffer.concat([head, size, raw, size, raw]));
    expect(framed).toEqual(Buffer.concat([once, once]));
  });

  it("undoes LZ4 blocks that are not compressed, with sizes and checksums between them", () => {
    const frame = Buffer.concat([
      Buffer.from("04224d18", "hex"),
      Buffer.from([0b0101_1100, 0x40]), // block checksums, content size, content checksum
      Buffer.from("0400000000000000", "hex"),
      Buffer.from([0]),
      Buffer.from("04000080", "hex"),
      Buffer.from("abcd"),
      Buffer.alloc(4),
      Buffer.alloc(4), // the end
      Buffer.alloc(4),
    ]);
    expect(decompress(codec.lz4, Buffer.concat([frame, frame])).toString()).toBe("abcdabcd");
  });

  it.each([codec.gzip, codec.snappy, codec.lz4, 7])(
    "refuses damaged bytes with one kind of error (codec %i)",
    (compression) => {
      const samples = [zlib.gzipSync("x".repeat(1000)), compressedByLibrdkafka.snappy, compressedByLibrdkafka.lz4];
      fc.assert(
        fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat(255), fc.nat(), (sample, place, value, length) => {
          const damaged = Buffer.from(sample.subarray(0, length % (sample.length + 1)));
          if (damaged.length > 0) damaged[place % damaged.length] = value;
          try {
            decompress(compression, damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(RecordFormatError);
          }
        }),
      );
    },
  );

  it("stops at bytes that would unpack to more than a broker ever holds", () => {
    const bomb = zlib.gzipSync(Buffer.alloc(257 * 1024 * 1024));
    expect(() => decompress(codec.gzip, bomb)).toThrow(RecordFormatError);
  });
});
