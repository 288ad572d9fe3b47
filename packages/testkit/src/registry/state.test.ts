import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { schemaNumber, send, useRegistryBed } from "../../test/registry-bed.js";

const bed = useRegistryBed();
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "magicbyte-state-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

type Bed = Awaited<ReturnType<typeof bed.start>>;
const register = async (registry: Bed, subject: string, number: number) =>
  JSON.parse((await send(registry, "transport", `POST /subjects/${subject}/versions`, schemaNumber(number))).body).id;
const subjects = async (registry: Bed) => JSON.parse((await send(registry, "transport", "GET /subjects")).body);

/** Something of everything that a registry keeps. */
async function fill(registry: Bed): Promise<void> {
  await register(registry, "a", 1);
  await register(registry, "a", 2);
  await register(registry, ":.other:b", 1);
  await register(registry, "gone", 3);
  await send(registry, "transport", "DELETE /subjects/gone");
  await send(registry, "transport", "DELETE /subjects/gone?permanent=true");
  await register(registry, "soft", 4);
  await send(registry, "transport", "DELETE /subjects/soft");
  await send(registry, "transport", "PUT /config", { compatibility: "FULL" });
  await send(registry, "transport", "PUT /config/a", { compatibility: "NONE" });
  await send(registry, "transport", "PUT /mode/soft", { mode: "READONLY" });
}

/** All that a client can see. */
async function view(registry: Bed): Promise<unknown> {
  const paths = [
    ...["/subjects?deleted=true", "/schemas?deleted=true&subjectPrefix=:*:", "/contexts", "/config", "/mode"],
    ...["/config/a", "/mode/soft", "/schemas/ids/1", "/schemas/ids/3", "/subjects/a/versions/2"],
  ];
  const answers: unknown[] = [];
  for (const path of paths) {
    const { status, body } = await send(registry, "transport", `GET ${path}`);
    answers.push([path, status, JSON.parse(body)]);
  }
  return answers;
}

const sorted = (text: string) => text.split("\n").sort();

describe("dataDir", () => {
  it("keeps everything over a restart, the id counters too", async () => {
    const first = await bed.start({ dataDir });
    await fill(first);
    const before = await view(first);
    await first.stop();
    const second = await bed.start({ dataDir });
    expect(await view(second)).toEqual(before);
    expect(await register(second, "new", 5)).toBe(5);
    expect(await register(second, ":.other:new", 5)).toBe(2);
  });

  it("is for one registry at a time, and free again when it is stopped", async () => {
    const first = await bed.start({ dataDir });
    await expect(bed.start({ dataDir })).rejects.toThrow(`dataDir ${dataDir} is in use by process ${process.pid}`);
    await first.stop();
    await bed.start({ dataDir });
  });

  it("is free again when the registry could not be started", async () => {
    const port = Number(new URL((await bed.start()).url).port);
    await expect(bed.start({ dataDir, port })).rejects.toThrow("is in use");
    await bed.start({ dataDir });
  });

  it("holds a log whose columns from the fourth on can be imported", async () => {
    const first = await bed.start({ dataDir });
    await fill(first);
    const log = readFileSync(join(dataDir, "registry.log"), "utf8").trimEnd().split("\n").slice(1);
    const second = await bed.start();
    await second.import(log.map((line) => line.split("\t").slice(3).join("\t")).join("\n"));
    const withoutTimes = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll(/"ts":\d+/g, '"ts":0'));
    expect(withoutTimes(await view(second))).toEqual(withoutTimes(await view(first)));
  });
});

describe.each([{ where: "in memory" }, { where: "in a directory" }])("reset() $where", ({ where }) => {
  const options = () => (where === "in memory" ? {} : { dataDir });

  it("goes back to the start, with the ids that are given from there", async () => {
    const registry = await bed.start(options());
    await fill(registry);
    await registry.reset();
    expect(await subjects(registry)).toEqual([]);
    expect(JSON.parse((await send(registry, "transport", "GET /config")).body)).toMatchObject({
      compatibilityLevel: "BACKWARD",
    });
    expect(await register(registry, "a", 9)).toBe(1);
  });
});

describe("reset() with what was there at the start", () => {
  it("keeps it, on the disk too, unless it is told to empty the registry", async () => {
    const first = await bed.start({ dataDir });
    await register(first, "a", 1);
    await first.stop();
    const second = await bed.start({ dataDir });
    await register(second, "b", 2);
    await second.reset();
    expect(await subjects(second)).toEqual(["a"]);
    expect(await register(second, "c", 3)).toBe(2);
    await second.stop();
    const third = await bed.start({ dataDir });
    expect(await subjects(third)).toEqual(["a", "c"]);
    await third.reset("empty");
    expect(await subjects(third)).toEqual([]);
    await register(third, "d", 4);
    await third.reset();
    expect(await subjects(third)).toEqual([]);
    await third.stop();
    expect(await subjects(await bed.start({ dataDir }))).toEqual([]);
  });
});

describe("export() and import()", () => {
  it("carry everything from one registry to another", async () => {
    const first = await bed.start();
    await fill(first);
    const text = await first.export();
    for (const line of text.trimEnd().split("\n")) expect(line).toMatch(/^\{.*\}\t(\{.*\}|null)$/);
    const second = await bed.start({ dataDir });
    const { records, warnings } = await second.import(text);
    expect([records, warnings]).toEqual([text.trimEnd().split("\n").length, []]);
    expect(sorted(await second.export())).toEqual(sorted(text));
    expect(await register(second, "new", 5)).toBe(5);
    await second.stop();
    const third = await bed.start({ dataDir });
    await send(third, "transport", "DELETE /subjects/new");
    await send(third, "transport", "DELETE /subjects/new?permanent=true");
    expect(await register(third, "new", 6)).toBe(6);
  });

  it("loads what the console consumer printed of a real topic", async () => {
    const registry = await bed.start();
    await registry.import(
      [
        '{"keytype":"NOOP","magic":0}\tnull',
        '{"keytype":"CONFIG","subject":null,"magic":0}\t{"subject":null,"compatibilityLevel":"FULL"}',
        '{"keytype":"SCHEMA","subject":"orders-value","version":1,"magic":1}\t{"subject":"orders-value","version":1,"id":100001,"schema":"{\\"type\\":\\"record\\",\\"name\\":\\"Order\\",\\"fields\\":[]}","deleted":false}',
        '{"keytype":"SCHEMA","subject":"p-value","version":1,"magic":1}\t{"subject":"p-value","version":1,"id":100002,"schemaType":"PROTOBUF","schema":"syntax = \\"proto3\\";\\nmessage P {}\\n","deleted":false}',
        '{"keytype":"SCHEMA","subject":"gone-value","version":1,"magic":1}\t{"subject":"gone-value","version":1,"id":100003,"schema":"\\"int\\"","deleted":false}',
        '{"keytype":"SCHEMA","subject":"gone-value","version":1,"magic":1}\tnull',
        '{"keytype":"DELETE_SUBJECT","subject":"p-value","magic":0}\t{"subject":"p-value","version":1}',
      ].join("\n"),
    );
    const client = bed.client(registry, "http");
    expect(await client.subjects.list()).toEqual(["orders-value"]);
    expect(await client.subjects.list({ deleted: true })).toEqual(["orders-value", "p-value"]);
    expect(await client.schemas.byId(100_002)).toMatchObject({ schemaType: "PROTOBUF" });
    expect(await client.config.get()).toMatchObject({ compatibilityLevel: "FULL" });
    expect(await register(registry, "next", 1)).toBe(100_004);
  });

  it("changes nothing when a line makes no sense", async () => {
    const registry = await bed.start({ dataDir });
    await register(registry, "a", 1);
    const before = await registry.export();
    const good = before.replaceAll('"a"', '"b"');
    await expect(registry.import(`${good}\nnonsense\n`)).rejects.toThrow("line");
    expect(await registry.export()).toBe(before);
  });

  it("keeps records of unknown types, over a restart and in exports, with a warning", async () => {
    const lines: string[] = [];
    const registry = await bed.start({ dataDir, logs: (line) => lines.push(line) });
    const line = '{"keytype":"FUTURE","magic":3}\t{"x":[1]}\n';
    const { warnings } = await registry.import(line);
    expect(warnings).toHaveLength(1);
    expect(lines.join("")).toContain("key type FUTURE");
    await registry.stop();
    const again = await bed.start({ dataDir });
    expect(await again.export()).toContain(line);
    await again.import('{"keytype":"FUTURE","magic":3}\tnull\n');
    expect(await again.export()).not.toContain("FUTURE");
  });
});

describe("seed()", () => {
  it("registers in order, references included, and returns the ids", async () => {
    const registry = await bed.start();
    const address = { type: "record", name: "Address", fields: [] };
    const person = { type: "record", name: "Person", fields: [{ name: "home", type: "Address" }] };
    const ids = await registry.seed([
      { subject: "address", schema: address },
      {
        subject: "person/value",
        schema: JSON.stringify(person),
        references: [{ name: "Address", subject: "address", version: 1 }],
      },
      { subject: "p", schema: 'syntax = "proto3"; message P {}', schemaType: "PROTOBUF" },
      { subject: "again", schema: address },
    ]);
    expect(ids).toEqual([1, 2, 3, 1]);
    expect(await subjects(registry)).toEqual(["address", "again", "p", "person/value"]);
  });

  it("says which schema was refused and why; those before it stay", async () => {
    const registry = await bed.start();
    await expect(
      registry.seed([
        { subject: "a", ...schemaNumber(1) },
        { subject: "a", schema: { type: "string" } },
        { subject: "b", ...schemaNumber(1) },
      ]),
    ).rejects.toThrow(
      /^seed\(\)\[1\], subject "a", was refused with 409\/40901: Schema being registered is incompatible/,
    );
    expect(await subjects(registry)).toEqual(["a"]);
  });
});
