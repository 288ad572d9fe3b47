import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { describe, expect, it } from "vitest";
import { createRegistryClient, SchemaReferenceError } from "../index.js";

type Version = {
  readonly subject: string;
  readonly schema?: string;
  readonly references?: readonly [name: string, subject: string, version: number][];
};

/** A registry that holds the given versions, in this order. */
function registryOf(...versions: Version[]) {
  const stub = createStubRegistry();
  for (const { subject, schema = `"${subject}"`, references = [] } of versions) {
    stub.state.register(subject, {
      schema,
      references: references.map(([name, referenced, version]) => ({ name, subject: referenced, version })),
    });
  }
  return { stub, client: createRegistryClient({ baseUrl: "http://stub", transport: stub.transport, retries: 0 }) };
}

describe("resolve", () => {
  it("asks nothing for a schema without references", async () => {
    const { client, stub } = registryOf();
    expect(await client.resolve({ schema: '"string"' })).toEqual({
      schema: '"string"',
      schemaType: "AVRO",
      references: [],
      dependencies: [],
    });
    expect(stub.requests).toEqual([]);
  });

  it("peer failure 15: puts transitive references in order, those that others need first", async () => {
    const { client } = registryOf(
      { subject: "c" },
      { subject: "b", references: [["C", "c", 1]] },
      { subject: "a", references: [["B", "b", 1]] },
    );
    const { dependencies } = await client.resolve(await client.subjects.latest("a"));
    expect(dependencies.map(({ name, subject, version }) => [name, subject, version])).toEqual([
      ["C", "c", 1],
      ["B", "b", 1],
    ]);
  });

  it("peer failure 5: fetches each version of a diamond once, and one level side by side", async () => {
    const { client, stub } = registryOf(
      { subject: "d" },
      { subject: "b", references: [["D", "d", 1]] },
      { subject: "c", references: [["D", "d", 1]] },
      {
        subject: "a",
        references: [
          ["B", "b", 1],
          ["C", "c", 1],
        ],
      },
    );
    const root = await client.subjects.latest("a");
    const before = stub.requests.length;
    const all = await Promise.all(Array.from({ length: 5 }, () => client.resolve(root)));
    expect(all[0]?.dependencies.map(({ name }) => name)).toEqual(["D", "B", "C"]);
    expect(
      stub.requests
        .slice(before)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([
      "/subjects/b/versions/1?deleted=true",
      "/subjects/c/versions/1?deleted=true",
      "/subjects/d/versions/1?deleted=true",
    ]);
  });

  it("finds deleted versions, as readers of old messages must", async () => {
    const { client, stub } = registryOf({ subject: "b" }, { subject: "a", references: [["B", "b", 1]] });
    const root = await client.subjects.latest("a");
    for (const version of stub.state.versions("b")) version.deleted = true;
    expect((await client.resolve(root)).dependencies).toHaveLength(1);
  });

  it("reads -1 as the latest version", async () => {
    const { client } = registryOf(
      { subject: "b" },
      { subject: "b", schema: '"newer"' },
      { subject: "a", references: [["B", "b", -1]] },
    );
    const { dependencies } = await client.resolve(await client.subjects.latest("a"));
    expect(dependencies).toMatchObject([{ name: "B", subject: "b", version: 2, schema: '"newer"' }]);
  });

  it("takes an unqualified subject for one in the context of the schema that names it", async () => {
    const { client, stub } = registryOf({ subject: ":.staging:b" });
    await client.resolve({
      subject: ":.staging:a",
      version: 1,
      schema: "{}",
      references: [{ name: "B", subject: "b", version: 1 }],
    });
    expect(stub.requests.map(({ path }) => path)).toEqual(["/subjects/%3A.staging%3Ab/versions/1?deleted=true"]);
  });

  it("reports a cycle with the way round", async () => {
    const { client } = registryOf(
      { subject: "a", references: [["B", "b", 1]] },
      { subject: "b", references: [["A2", "a2", 1]] },
      { subject: "a2", references: [["B2", "b", 1]] },
    );
    const failure = await client.resolve(await client.subjects.latest("a")).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SchemaReferenceError);
    expect(failure).toMatchObject({
      reason: "cycle",
      reference: "B2",
      message:
        "the references of a/1 form a cycle: a/1 -> b/1 -> a2/1 -> b/1. A registry refuses such a schema: was a version deleted and its number given out again?",
    });
  });

  it("reports a cycle whose names repeat", async () => {
    const { client } = registryOf({ subject: "a", references: [["A", "a", 1]] });
    await expect(client.resolve(await client.subjects.latest("a"))).rejects.toMatchObject({ reason: "cycle" });
  });

  it("peer failure 16: reports a name that stands for two schemas, or takes the first on demand", async () => {
    const { client } = registryOf(
      { subject: "d" },
      { subject: "d", schema: '"other"' },
      { subject: "b", references: [["D", "d", 1]] },
      { subject: "c", references: [["D", "d", 2]] },
      {
        subject: "a",
        references: [
          ["B", "b", 1],
          ["C", "c", 1],
        ],
      },
    );
    const root = await client.subjects.latest("a");
    await expect(client.resolve(root)).rejects.toThrow(
      'the references of a/1 use the name "D" for two different schemas: d/1 and d/2. Let them agree on one version',
    );
    expect((await client.resolve(root, { conflicts: "first" })).dependencies[0]).toMatchObject({
      name: "D",
      version: 1,
    });
  });

  it("says which reference is missing, and who asked for it", async () => {
    const { client } = registryOf(
      { subject: "b", references: [["C", "c", 4]] },
      { subject: "a", references: [["B", "b", 1]] },
    );
    await expect(client.resolve(await client.subjects.latest("a"))).rejects.toMatchObject({
      reason: "missing",
      chain: ["a/1", "b/1", "c/4"],
      message: 'b/1 references "C" as c/4, which the registry does not have',
      cause: { code: "MAGICBYTE_RESPONSE", errorCode: 40401 },
    });
  });

  it("passes an outage on as it is", async () => {
    const { client, stub } = registryOf({ subject: "b" });
    stub.intercept(() => ({ status: 503, json: {} }));
    await expect(
      client.resolve({ schema: "{}", references: [{ name: "B", subject: "b", version: 1 }] }),
    ).rejects.toMatchObject({ code: "MAGICBYTE_RESPONSE", status: 503 });
  });

  it("copes with a long chain", async () => {
    const chain = Array.from(
      { length: 500 },
      (_, i): Version => ({
        subject: `s${i}`,
        references: i === 0 ? [] : [[`N${i - 1}`, `s${i - 1}`, 1]],
      }),
    );
    const { client } = registryOf(...chain);
    expect((await client.resolve(await client.subjects.latest("s499"))).dependencies).toHaveLength(499);
  });
});
