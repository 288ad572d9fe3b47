import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  createDeserializer,
  createRegistryClient,
  createSerializer,
  type MessageHeaders,
  WireFormatError,
} from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { describe, expect, it } from "vitest";
import { protobuf } from "./protobuf.js";
import { protobufFormat } from "./protobuf-format.js";
import { createWriterFiles } from "./writer/writer-file.js";

type Vectors = {
  readonly protobuf: readonly {
    readonly message_indexes: readonly number[];
    readonly body?: string;
    readonly frame?: string;
    readonly guid?: string;
    readonly header_value?: string;
    readonly payload?: string;
  }[];
  readonly golden_from_other_clients: readonly {
    readonly type?: string;
    readonly bytes: string;
    readonly indexes?: readonly number[];
  }[];
  readonly must_reject: readonly { readonly bytes: string; readonly type?: string; readonly why: string }[];
};

/** Facts about the reference implementations. They stand beside the project, not in it. */
const file = fileURLToPath(new URL("../../../../shared/vectors/wire/wire-format.json", import.meta.url));
const vectors = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Vectors) : undefined;

it.skipIf(vectors === undefined)("the vectors are there (skipped: ../shared/vectors is not there)", () => {
  expect(vectors?.protobuf.length).toBeGreaterThan(0);
});

/** Messages at all the paths that the vectors name, each with a text. */
const TEXT = `syntax = "proto3";
package p;

message A {
  string a = 1;
}
message B {
  string b = 1;

  message C {
    string c = 1;
  }
  message D {
    string d = 1;
  }
  message E {
    string e = 1;

    message F {
      string f = 1;
    }
    message G {
      string g = 1;
    }
    message H {
      string h = 1;
    }
    message I {
      string i = 1;
    }
  }
}
`;

async function bed(guid?: string) {
  const registry = createStubRegistry();
  const client = createRegistryClient({ baseUrl: "http://stub", transport: registry.transport, retries: 0 });
  await client.subjects.register("t-value", { schema: TEXT, schemaType: "PROTOBUF" });
  if (guid !== undefined) {
    registry.intercept(({ path }) =>
      path.startsWith(`/schemas/guids/${guid}`)
        ? { status: 200, json: { guid, schema: TEXT, schemaType: "PROTOBUF" } }
        : undefined,
    );
  }
  return { client, untyped: createDeserializer({ client, formats: [protobufFormat()] }) };
}

const writer = { schema: TEXT, schemaType: "PROTOBUF", references: [], dependencies: [] } as const;
const writerFile = createWriterFiles()(writer);

describe.skipIf(vectors === undefined)("the wire format's vectors", () => {
  it.each((vectors?.protobuf ?? []).filter(({ frame }) => frame !== undefined))(
    "$frame, both ways",
    async ({ message_indexes, frame = "" }) => {
      const { client, untyped } = await bed();
      const name = writerFile.messages.nameAt(message_indexes) ?? "";
      const bytes = Buffer.from(frame, "hex");
      const message = await untyped.deserialize(bytes);
      expect(message).toMatchObject({ $typeName: name });
      expect(Object.values(message as object)).toContain("hello");

      const schema = protobuf(writerFile.descriptor(name));
      const written = await createSerializer({ client, schema, lookup: "latest" }).serialize(
        message as object as Record<string, unknown>,
        {
          topic: "t",
        },
      );
      expect(written.toString("hex")).toBe(frame);
    },
  );

  it.each((vectors?.protobuf ?? []).filter(({ header_value }) => header_value !== undefined))(
    "$header_value in a header",
    async ({ guid = "", header_value = "", payload = "" }) => {
      const { untyped } = await bed(guid);
      const headers: MessageHeaders = { __value_schema_id: Buffer.from(header_value, "hex") };
      const message = await untyped.deserialize(Buffer.from(payload, "hex"), { headers });
      expect(message).toMatchObject({ $typeName: "p.A", a: "hello" });
    },
  );

  it.each((vectors?.golden_from_other_clients ?? []).filter(({ type }) => type === "PROTOBUF"))(
    "what another client wrote: $bytes",
    async ({ bytes, indexes = [] }) => {
      const guid = "89791762-2336-4186-9674-299b90a802e2";
      const { untyped } = await bed(guid);
      expect(indexes).toEqual([1, 2, 3]);
      expect(await untyped.deserialize(Buffer.from(bytes, "hex"))).toMatchObject({ $typeName: "p.B.E.I" });
    },
  );

  it.each([...(vectors?.must_reject ?? [])])("refuses $bytes: $why", async ({ bytes }) => {
    const { untyped } = await bed();
    await expect(untyped.deserialize(Buffer.from(bytes, "hex"))).rejects.toThrow(WireFormatError);
  });
});
