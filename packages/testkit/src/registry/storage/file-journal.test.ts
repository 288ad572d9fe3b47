import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RestError } from "../api/rest-error.js";
import { fileJournal } from "./file-journal.js";
import { type LogFile, openLogFile } from "./log-file.js";
import { LOG_HEADER } from "./log-line.js";
import { readLog } from "./log-reader.js";
import type { RegistryRecord } from "./record.js";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "magicbyte-journal-"));
  path = join(folder, "registry.log");
  writeFileSync(path, LOG_HEADER);
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const mode = (subject: string): RegistryRecord => ({
  key: { keytype: "MODE", subject, magic: 0 },
  value: { subject, mode: "READONLY" },
  timestamp: 5,
});

/** A journal over a real file, on a disk that a test can break, and the subjects that a restart would find. */
async function setUp() {
  const disk: { write?: string | undefined; sync?: string | undefined; truncate?: string | undefined } = {};
  const real = await openLogFile(path);
  const fail = (code: string | undefined) => {
    if (code !== undefined) throw Object.assign(new Error(`${code}: the disk says no`), { code });
  };
  const file: LogFile = {
    async write(bytes, position) {
      // A disk that gets full has taken a part of it.
      if (disk.write !== undefined) await real.write(bytes.subarray(0, 7), position);
      fail(disk.write);
      await real.write(bytes, position);
    },
    async sync() {
      fail(disk.sync);
      await real.sync();
    },
    async truncate(length) {
      fail(disk.truncate);
      await real.truncate(length);
    },
    close: () => real.close(),
  };
  const onLost = vi.fn<(length: number) => void>();
  const warnings: string[] = [];
  const journal = fileJournal({
    ...{ file, path, length: LOG_HEADER.length, onLost },
    warn: (message) => warnings.push(message),
  });
  const onDisk = () => {
    const found: (string | null)[] = [];
    const { torn } = readLog(path, ({ key }) => "subject" in key && found.push(key.subject));
    return { found, torn };
  };
  return { journal, disk, onLost, warnings, onDisk };
}

const STORE_ERROR = { name: "RestError", status: 500, errorCode: 50_001 };

describe("fileJournal", () => {
  it("is settled once everything is on the disk, and not before", async () => {
    const { journal, onDisk } = await setUp();
    expect(journal.settled()).toBeUndefined();
    journal.append([mode("a")]);
    const settled = journal.settled();
    expect(settled).toBeInstanceOf(Promise);
    expect(onDisk().found).toEqual([]);
    await settled;
    expect(onDisk()).toEqual({ found: ["a"], torn: 0 });
    expect(journal.settled()).toBeUndefined();
    await journal.close();
  });

  it("makes writes that come together safe with one fsync, and those that come meanwhile with the next", async () => {
    const { journal, onDisk } = await setUp();
    for (let index = 0; index < 100; index++) journal.append([mode(`a${index}`)]);
    const first = journal.settled();
    await Promise.resolve();
    await Promise.resolve();
    for (let index = 0; index < 100; index++) journal.append([mode(`b${index}`)]);
    await first;
    await journal.settled();
    expect(journal.state()).toMatchObject({ state: "ok", commits: 200, fsyncs: 2, bytes: readFileSync(path).length });
    expect(onDisk().found).toHaveLength(200);
    await journal.close();
  });

  it("a full disk: the write fails, nothing of it stays, and writes are refused until there is room", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { journal, disk, onLost, warnings, onDisk } = await setUp();
    journal.append([mode("kept")]);
    await journal.settled();
    const { length } = readFileSync(path);
    disk.write = "ENOSPC";
    journal.append([mode("lost")]);
    await expect(journal.settled()).rejects.toMatchObject(STORE_ERROR);
    expect(onLost.mock.calls).toEqual([[length]]);
    expect(onDisk()).toEqual({ found: ["kept"], torn: 0 });
    expect(journal.settled()).toBeUndefined();
    expect(() => journal.assertWritable()).toThrow(RestError);
    expect(journal.state()).toMatchObject({ state: "read-only", error: expect.stringContaining("ENOSPC") });
    expect(warnings).toEqual([
      `${path} cannot be written: ENOSPC: the disk says no. Writes are refused until there is room again`,
    ]);

    vi.setSystemTime(Date.now() + 1_001);
    journal.assertWritable();
    journal.append([mode("still lost")]);
    await expect(journal.settled()).rejects.toMatchObject(STORE_ERROR);
    expect(() => journal.assertWritable()).toThrow(RestError);

    disk.write = undefined;
    vi.setSystemTime(Date.now() + 1_001);
    journal.assertWritable();
    journal.append([mode("kept too")]);
    await journal.settled();
    journal.assertWritable();
    expect(journal.state()).toMatchObject({ state: "ok", error: undefined });
    expect(warnings.at(-1)).toBe(`${path} can be written again`);
    expect(onDisk()).toEqual({ found: ["kept", "kept too"], torn: 0 });
    await journal.close();
  });

  it("what was appended behind a write that fails is lost with it: it stands on that", async () => {
    const { journal, disk, onLost, onDisk } = await setUp();
    disk.write = "EIO";
    journal.append([mode("a")]);
    const first = journal.settled();
    await Promise.resolve();
    await Promise.resolve();
    journal.append([mode("b")]);
    const second = journal.settled();
    expect(second).not.toBe(first);
    const outcomes = await Promise.allSettled([first, second]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(onLost).toHaveBeenCalledTimes(1);
    expect(onDisk().found).toEqual([]);
    await journal.close();
  });

  it.each([
    { what: "an fsync that fails", break: { sync: "EIO" } },
    { what: "half a write that cannot be taken back", break: { write: "EIO", truncate: "EIO" } },
  ])("after $what nothing is written any more: nobody knows what is on the disk", async ({ break: broken }) => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { journal, disk, warnings } = await setUp();
    Object.assign(disk, broken);
    journal.append([mode("a")]);
    await expect(journal.settled()).rejects.toMatchObject(STORE_ERROR);
    Object.assign(disk, { write: undefined, sync: undefined, truncate: undefined });
    vi.setSystemTime(Date.now() + 60_000);
    expect(() => journal.assertWritable()).toThrow(RestError);
    expect(journal.state().error).toContain("Writes are refused until the registry is started anew");
    expect(warnings).toHaveLength(1);
    await journal.close();
  });

  it("rewinds in order with what is appended before and after", async () => {
    const { journal, onDisk } = await setUp();
    journal.append([mode("first")]);
    await journal.settled();
    const { length } = readFileSync(path);
    journal.append([mode("second")]);
    journal.rewind(length);
    journal.append([mode("third")]);
    await journal.settled();
    expect(onDisk()).toEqual({ found: ["first", "third"], torn: 0 });
    journal.append([mode("fourth")]);
    await Promise.resolve();
    await Promise.resolve();
    journal.rewind(0);
    await journal.settled();
    expect(onDisk()).toEqual({ found: [], torn: 0 });
    expect(readFileSync(path, "utf8")).toBe(LOG_HEADER);
    await journal.close();
  });

  it("finishes what is under way when it is closed, and refuses what comes later", async () => {
    const { journal, onDisk } = await setUp();
    journal.append([mode("a")]);
    await journal.close();
    expect(onDisk().found).toEqual(["a"]);
    expect(() => journal.assertWritable()).toThrow(RestError);
    expect(journal.state().error).toBe("the registry was stopped");
  });
});
