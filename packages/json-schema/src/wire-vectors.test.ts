import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createDeserializer, createRegistryClient, createSerializer } from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { describe, expect, it } from "vitest";
import { jsonSchemaFrom } from "./json-schema.js";
import { jsonSchemaFormat } from "./json-schema-format.js";

type JsonVector = {
  readonly schema: object;
  readonly value: unknown;
  readonly body: string;
  readonly frames: readonly { readonly id: number; readonly bytes: string }[];
};
type Golden = { readonly type?: string; readonly bytes: string; readonly id?: number };

/** Facts about the reference implementations. They stand beside the project, not in it. */
const file = fileURLToPath(new URL("../../../../shared/vectors/wire/wire-format.json", import.meta.url));
const vectors = existsSync(file)
  ? (JSON.parse(readFileSync(file, "utf8")) as {
      readonly json: readonly JsonVector[];
      readonly golden_from_other_clients: readonly Golden[];
    })
  : undefined;

it.skipIf(vectors === undefined)("the vectors are there (skipped: ../shared/vectors is not there)", () => {
  expect(vectors?.json.length).toBeGreaterThan(0);
});

describe.skipIf(vectors === undefined)("the wire format's vectors", () => {
  async function bed(schema: object) {
    const client = createRegistryClient({ baseUrl: "http://stub", transport: createStubRegistry().transport });
    const serializer = createSerializer({ client, schema: jsonSchemaFrom(schema) });
    return { serializer, deserializer: createDeserializer({ client, formats: [jsonSchemaFormat()] }) };
  }

  it.each([...(vectors?.json ?? [])])("$body", async ({ schema, value, frames }) => {
    const { serializer, deserializer } = await bed(schema);
    const written = await serializer.serialize(value, { topic: "t" });
    for (const { id, bytes } of frames) {
      const expected = Buffer.from(bytes, "hex");
      expect(expected.readInt32BE(1)).toBe(id);
      expect(written.subarray(5).toString("hex")).toBe(expected.subarray(5).toString("hex"));
      expect(await deserializer.deserialize(expected)).toEqual(value);
    }
  });

  it.each((vectors?.golden_from_other_clients ?? []).filter(({ type }) => type === "JSON"))(
    "what another client wrote: $bytes",
    async ({ bytes }) => {
      const { serializer, deserializer } = await bed({ type: "object" });
      await serializer.prepare({ topic: "t" });
      const payload = Buffer.from(bytes, "hex");
      expect(await deserializer.deserialize(payload)).toEqual(JSON.parse(payload.subarray(5).toString()));
    },
  );
});
