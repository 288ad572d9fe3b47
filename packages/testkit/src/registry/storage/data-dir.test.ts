import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { printRecords } from "./console-lines.js";
import { openDataDir } from "./data-dir.js";
import { LOG_HEADER } from "./log-line.js";
import type { RegistryRecord } from "./record.js";
import { createStore } from "./store.js";
import { keepUnknownRecords } from "./unknown-records.js";

let folder: string;
let path: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "magicbyte-dir-")), "data");
  path = join(folder, "registry.log");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

const schema = (subject: string, version: number, id: number, deleted?: boolean): RegistryRecord => ({
  key: { keytype: "SCHEMA", subject, version, magic: 1 },
  value:
    deleted === undefined
      ? null
      : { subject, version, id, schema: `{"type":"fixed","name":"F","size":${id}}`, deleted },
  timestamp: id,
});

async function open() {
  const store = keepUnknownRecords(createStore());
  const warnings: string[] = [];
  const dir = await openDataDir(folder, store, (message) => warnings.push(message));
  const write = async (...records: RegistryRecord[]) => {
    for (const record of records) store.apply(record);
    dir.append(records);
    await dir.settled();
  };
  return { ...dir, store, warnings, write };
}

describe("openDataDir", () => {
  it("makes the directory, and keeps what is written over a restart", async () => {
    const first = await open();
    await first.write(schema("a", 1, 1, false), schema("a", 2, 2, false));
    const exported = printRecords(first.store.records());
    await first.close();
    const second = await open();
    expect(second.warnings).toEqual([]);
    expect(printRecords(second.store.records())).toBe(exported);
    expect(second.store.maxId(".")).toBe(2);
    await second.close();
  });

  it("cuts off a torn end with a warning, and goes on behind what is good", async () => {
    const first = await open();
    await first.write(schema("a", 1, 1, false));
    await first.close();
    appendFileSync(path, "deadbeef\t0\t5\t{");
    const second = await open();
    expect(second.warnings).toEqual([
      `${path} ends with 14 bytes of a write that was never finished, and never answered: they are dropped`,
    ]);
    await second.write(schema("b", 1, 2, false));
    await second.close();
    const third = await open();
    expect([third.warnings, third.store.subjects()]).toEqual([[], ["a", "b"]]);
    await third.close();
  });

  it.each([{ header: "" }, { header: LOG_HEADER.slice(0, 9) }])(
    "begins anew where a process died while it made the log ($header)",
    async ({ header }) => {
      await (await open()).close();
      writeFileSync(path, header);
      const dir = await open();
      await dir.write(schema("a", 1, 1, false));
      await dir.close();
      const again = await open();
      expect(again.store.subjects()).toEqual(["a"]);
      await again.close();
    },
  );

  it("gives the directory back when the log is damaged", async () => {
    const first = await open();
    await first.write(schema("a", 1, 1, false));
    await first.write(schema("a", 2, 2, false));
    await first.close();
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace('"version":1', '"version":7'));
    await expect(open()).rejects.toThrow(`damaged at byte ${LOG_HEADER.length}`);
    expect(existsSync(join(folder, "registry.lock"))).toBe(false);
    writeFileSync(path, text);
    await (await open()).close();
  });

  it("rewrites a log that is mostly garbage, with the same state and no id to be given again", async () => {
    const first = await open();
    const records = Array.from({ length: 1_200 }, (_, index) => schema("a", 1, index + 1, false));
    await first.write(...records, schema("a", 1, 1_200), schema("b", 1, 7, false), schema("b", 1, 7, true));
    await first.write({ key: { keytype: "FUTURE" }, value: { kept: true }, timestamp: 5 } as unknown as RegistryRecord);
    const exported = printRecords(first.store.records());
    await first.close();
    writeFileSync(`${path}.new`, "left by a process that died while it did this");
    const before = readFileSync(path).length;
    const second = await open();
    expect(readFileSync(path).length).toBeLessThan(before / 100);
    expect(existsSync(`${path}.new`)).toBe(false);
    expect(printRecords(second.store.records())).toBe(exported);
    expect(second.store.maxId(".")).toBe(1_200);
    await second.write(schema("c", 1, 1_201, false));
    await second.close();
    const third = await open();
    expect(third.store.subjects()).toEqual(["b", "c"]);
    expect(third.store.maxId(".")).toBe(1_201);
    expect(exported).toContain('{"keytype":"FUTURE"}\t{"kept":true}');
    await third.close();
  });

  it("puts back the state of any length that the log has had", async () => {
    const dir = await open();
    await dir.write(schema("a", 1, 1, false));
    const { bytes } = dir.state();
    await dir.write(schema("b", 1, 2, false));
    dir.restore(bytes);
    expect(dir.store.subjects()).toEqual(["a"]);
    dir.restore(0);
    expect(dir.store.subjects()).toEqual([]);
    await dir.close();
  });
});
