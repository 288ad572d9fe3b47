import { parseProto, printProto, readProtoSchema } from "@magicbyte/proto-text";
import { describe, expect, it } from "vitest";
import { createCore } from "../../../test/core.js";

const EXTENDED = `syntax = "proto3";
package p;
import "google/protobuf/descriptor.proto";
option java_package = "x";
extend google.protobuf.FieldOptions {
  string note = 50001;
}
message M {
  option (flag).on = true;
  string a = 1 [(note) = "x", deprecated = true];
  enum E {
    ZERO = 0 [(mark) = 1];
  }
}
`;

describe("the form of a Protobuf schema", () => {
  it("is a descriptor in Base64 for `serialized`, by version, by id and by GUID", async () => {
    const { ask } = createCore();
    const imported = 'import "google/protobuf/timestamp.proto";';
    const schema = `syntax = "proto3"; ${imported} message M { google.protobuf.Timestamp t = 1; }`;
    const created = await ask("POST", "/subjects/p/versions", { schema, schemaType: "PROTOBUF" });
    const plain = await ask("GET", "/subjects/p/versions/1");
    for (const target of ["/subjects/p/versions/1", "/schemas/ids/1", `/schemas/guids/${created.json["guid"]}`]) {
      const { json } = await ask("GET", `${target}?format=serialized`);
      const file = readProtoSchema(String(json["schema"]));
      expect(file.types.map(({ name }) => name)).toEqual(["M"]);
      expect(json["guid"]).toBe(plain.json["guid"]);
    }
    const raw = await ask("GET", "/schemas/ids/1/schema?format=serialized");
    expect(readProtoSchema(raw.body).types).toHaveLength(1);
  });

  it("has no extensions for `ignore_extensions`", async () => {
    const { ask } = createCore();
    await ask("PUT", "/mode", { mode: "IMPORT" });
    await ask("POST", "/subjects/p/versions", { schema: EXTENDED, schemaType: "PROTOBUF", id: 1 });
    const { json } = await ask("GET", "/subjects/p/versions/1?format=ignore_extensions");
    expect(json["schema"]).toBe(
      printProto(
        parseProto(
          EXTENDED.replace(/extend [^}]*\}/, "")
            .replace("  option (flag).on = true;\n", "")
            .replace('(note) = "x", ', "")
            .replace(" [(mark) = 1]", ""),
        ),
      ),
    );
  });

  it.each(["nonsense", "resolved", "logical", ""])("is as it was registered for %j", async (format) => {
    const { ask } = createCore();
    const schema = 'syntax = "proto3";\n\nmessage M {\n  string a = 1;\n}\n';
    await ask("POST", "/subjects/p/versions", { schema, schemaType: "PROTOBUF" });
    expect((await ask("GET", `/subjects/p/versions/1?format=${format}`)).json["schema"]).toBe(schema);
  });
});

describe("the text of a schema alone", () => {
  it("is the answer, neither quoted nor wrapped", async () => {
    const { ask } = createCore();
    await ask("POST", "/subjects/s/versions", { schema: '"string"' });
    for (const target of ["/subjects/s/versions/latest/schema", "/schemas/ids/1/schema"]) {
      expect(await ask("GET", target)).toMatchObject({ status: 200, body: '"string"' });
    }
    expect((await ask("GET", "/schemas/ids/2/schema")).json).toMatchObject({ error_code: 40403 });
  });
});
