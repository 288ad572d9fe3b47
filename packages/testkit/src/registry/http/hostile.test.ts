import { describe, expect, it } from "vitest";
import { faces, send, useRegistryBed } from "../../../test/registry-bed.js";

const bed = useRegistryBed();
const REGISTER = "POST /subjects/s/versions";
const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const avro = (schema: string) => ({ schema });
const json = (schema: string) => ({ schema, schemaType: "JSON" });
const proto = (schema: string) => ({ schema, schemaType: "PROTOBUF" });

describe.each(faces)("bad input over %s", (face) => {
  it.each<{
    what: string;
    line?: string;
    body?: unknown;
    headers?: Record<string, string>;
    status: number;
    code?: number;
  }>([
    { what: "no body", status: 422 },
    { what: "null", body: "null", status: 422 },
    { what: "no JSON", body: "{", status: 400 },
    { what: "a list", body: "[]", status: 400 },
    { what: "a text", body: '"x"', status: 400 },
    { what: "a body of nothing but depth", body: deep(1_000_000), status: 400 },
    { what: "wrong types", body: { schema: 7 }, status: 422, code: 42201 },
    { what: "references that are none", body: { schema: '"int"', references: [7] }, status: 400 },
    { what: "an unknown media type", body: "{}", headers: { "content-type": "text/xml" }, status: 415 },
    { what: "nothing that is acceptable", line: "GET /subjects", headers: { accept: "text/xml" }, status: 406 },
    { what: "bad percent-encoding", line: "GET /subjects/%zz/versions", status: 400 },
    { what: "half a character", line: "GET /subjects/%c3/versions", status: 400 },
    {
      what: "a control character",
      line: "POST /subjects/a%00b/versions",
      body: { schema: '"int"' },
      status: 422,
      code: 42208,
    },
    { what: "a version that is none", line: "GET /subjects/s/versions/0x1", status: 422, code: 42202 },
    { what: "an id that is none", line: "GET /schemas/ids/1e9", status: 404 },
    { what: "a deep Avro schema", body: avro(`{"type":"array","items":`.repeat(50_000)), status: 422, code: 42201 },
    { what: "a deep JSON schema", body: json(`{"items":`.repeat(50_000)), status: 422, code: 42201 },
    { what: "a deep list as JSON schema", body: json(deep(100_000)), status: 422, code: 42201 },
    { what: "a deep Protobuf schema", body: proto("message M {".repeat(50_000)), status: 422, code: 42201 },
    { what: "__proto__", body: '{"__proto__":{"schema":"\\"int\\""}}', status: 422, code: 42201 },
    { what: "a long query", line: `GET /subjects?${"a=1&".repeat(2_000)}`, status: 200 },
    { what: "a path of nothing but slashes", line: `GET ${"/".repeat(5_000)}`, status: 200 },
  ])("$what: $status", async ({ line = REGISTER, body, headers, status, code }) => {
    const lines: string[] = [];
    const registry = await bed.start({ logs: (text) => lines.push(text) });
    const answer = await send(registry, face, line, body, headers);
    expect([answer.status, answer.body.slice(0, 200)]).toEqual([status, expect.any(String)]);
    if (status >= 400) expect(JSON.parse(answer.body)).toMatchObject({ error_code: code ?? status });
    expect(lines.filter((text) => text.includes('"level":"error"'))).toEqual([]);
    expect((await send(registry, face, "GET /subjects")).body).toBe("[]");
  });
});
