import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { encodeCommit, LOG_HEADER } from "./log-line.js";
import { readLog } from "./log-reader.js";
import type { RegistryRecord } from "./record.js";

const folder = mkdtempSync(join(tmpdir(), "magicbyte-log-"));
const path = join(folder, "registry.log");
afterAll(() => rmSync(folder, { recursive: true }));

const mode = (subject: string, timestamp = 5): RegistryRecord => ({
  key: { keytype: "MODE", subject, magic: 0 },
  value: { subject, mode: "READONLY" },
  timestamp,
});

function read(until?: number) {
  const records: RegistryRecord[] = [];
  const contents = readLog(path, (record) => records.push(record), until);
  return { ...contents, records };
}

/** Texts of every kind: the framing must not depend on what a schema says. */
const subjects = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("a\tb\nc\r\n", "\u2028", "\ud800", "x".repeat(70_000)),
);

describe("readLog", () => {
  it("gives back every commit as it was written", () => {
    const commits = fc.array(fc.array(subjects, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(commits, (texts) => {
        const records = texts.map((commit) => commit.map((subject, index) => mode(subject, index)));
        writeFileSync(path, LOG_HEADER + records.map(encodeCommit).join(""));
        const { length } = readFileSync(path);
        const flat = records.flat();
        expect(read()).toEqual({ records: flat, count: flat.length, end: length, torn: 0 });
      }),
      { numRuns: 100 },
    );
  });

  it("wherever the file is cut off, keeps the whole commits before it and nothing of the next", () => {
    const commits = [[mode("ä")], [mode("b"), mode("c"), mode("d")], [mode("e")]];
    const whole = Buffer.from(LOG_HEADER + commits.map(encodeCommit).join(""));
    const ends = commits.map((_, index) =>
      Buffer.byteLength(
        LOG_HEADER +
          commits
            .slice(0, index + 1)
            .map(encodeCommit)
            .join(""),
      ),
    );
    for (let length = whole.length; length >= 0; length--) {
      writeFileSync(path, whole.subarray(0, length));
      const kept = ends.filter((end) => end <= length).length;
      const end = kept > 0 ? ends[kept - 1] : length < LOG_HEADER.length ? 0 : LOG_HEADER.length;
      const { records, ...contents } = read();
      expect(records).toEqual(commits.slice(0, kept).flat());
      expect(contents).toEqual({ count: records.length, end, torn: length - (end ?? 0) });
    }
  });

  it.each([
    { what: "zeros, as a file system leaves them", tail: Buffer.alloc(100) },
    { what: "half a line with a line feed", tail: Buffer.from('00000000\t0\t1\t{"keytype"\n') },
    { what: "bytes that are no text", tail: Buffer.from([0xff, 0xfe, 0x0a, 0x80]) },
  ])("drops a torn end that is $what", ({ tail }) => {
    writeFileSync(path, Buffer.concat([Buffer.from(LOG_HEADER + encodeCommit([mode("a")])), tail]));
    expect(read()).toMatchObject({ records: [mode("a")], torn: tail.length });
  });

  it("refuses a damaged line with good ones behind it, says where it is, and how to go on", () => {
    const first = LOG_HEADER + encodeCommit([mode("a")]);
    const whole = Buffer.from(first + encodeCommit([mode("b")]) + encodeCommit([mode("c")]));
    fc.assert(
      fc.property(fc.nat(encodeCommit([mode("b")]).length - 2), fc.integer({ min: 1, max: 255 }), (offset, flip) => {
        const bytes = Buffer.from(whole);
        const position = first.length + offset;
        bytes[position] = (bytes[position] ?? 0) ^ flip;
        writeFileSync(path, bytes);
        expect(() => read()).toThrow(
          `registry.log is damaged at byte ${first.length}: the line there does not match its checksum, and good records follow it. Nothing was changed. Restore the file from a backup, or keep what stands before it with \`truncate -s ${first.length} ${path}\``,
        );
      }),
    );
    truncateSync(path, first.length);
    expect(read()).toMatchObject({ records: [mode("a")], torn: 0 });
  });

  it.each([
    { what: "of another program", text: "hello\nworld\n" },
    { what: "of a version to come", text: LOG_HEADER.replace("/1", "/2") },
    { what: "without a line", text: "no log" },
  ])("refuses a file $what", ({ text }) => {
    writeFileSync(path, text);
    expect(() => read()).toThrow('its first line is not "magicbyte-registry-log/1". Give another dataDir');
  });

  it("reads up to a position only when told so", () => {
    const first = LOG_HEADER + encodeCommit([mode("a")]);
    writeFileSync(path, first + encodeCommit([mode("b")]));
    expect(read(first.length)).toMatchObject({ records: [mode("a")], torn: 0 });
    expect(read(0)).toMatchObject({ records: [], end: 0 });
  });

  it("is readable: from the fourth column on it is what the console consumer prints", () => {
    const line = encodeCommit([mode("a", 1_700_000_000_000)]);
    expect(line).toBe(
      'b4f9b80d\t0\t1700000000000\t{"keytype":"MODE","subject":"a","magic":0}\t{"subject":"a","mode":"READONLY"}\n',
    );
  });
});
