import { TransportError } from "@magicbyte/registry";
import { describe, expect, it } from "vitest";
import { faces, failureOf, schemaNumber, send, until, useRegistryBed } from "../../test/registry-bed.js";

const bed = useRegistryBed();

/** What a caller can tell two failures apart by. */
function described(error: Error & Record<string, unknown>) {
  const { name, code, reason, method, attempts, retryable, requestSent } = error;
  return { name, code, reason, method, attempts, retryable, requestSent, ours: error instanceof TransportError };
}

describe("both faces", () => {
  it("serve one state", async () => {
    const registry = await bed.start();
    const [http, transport] = faces.map((face) => bed.client(registry, face));
    const registered = await http?.subjects.register("a/ä", schemaNumber(1));
    expect(registered).toMatchObject({ id: 1, version: 1 });
    expect(await transport?.subjects.latest("a/ä")).toMatchObject({ id: 1, version: 1, subject: "a/ä" });
    expect(await transport?.subjects.register("b", schemaNumber(2))).toMatchObject({ id: 2 });
    expect(await http?.subjects.list()).toEqual(["a/ä", "b"]);
  });

  it.each([
    { line: "GET /subjects" },
    { line: "GET /subjects/none/versions" },
    { line: "POST /subjects/s/versions", body: '{"schema":' },
    { line: "POST /subjects/s/versions", body: { schema: "no schema" } },
    { line: "POST /subjects/s/versions", body: { schema: '"int"' } },
    { line: "GET /no/such/route" },
    { line: "PATCH /subjects" },
    { line: "GET /subjects/%ff/versions" },
    { line: "GET /health/none" },
  ])("answer $line alike", async ({ line, body }) => {
    const [http, transport] = await Promise.all(
      faces.map(async (face) => {
        const registry = await bed.start();
        const { status, headers, body: text } = await send(registry, face, line, body, { "x-request-id": "r" });
        const { connection: _, "keep-alive": __, date: ___, "content-length": ____, ...rest } = headers;
        return { status, text, headers: rest };
      }),
    );
    expect(http).toEqual(transport);
  });

  it("fail alike when the connection is reset", async () => {
    const registry = await bed.start();
    registry.intercept("GET /subjects", "reset");
    const errors = await Promise.all(faces.map((face) => failureOf(bed.client(registry, face).subjects.list())));
    expect(errors.map(described)).toEqual(
      Array(2).fill({
        ...{ name: "TransportError", code: "MAGICBYTE_TRANSPORT", reason: "network", method: "GET", ours: true },
        ...{ attempts: 1, retryable: true, requestSent: true },
      }),
    );
  });

  it("fail alike when the registry was stopped", async () => {
    const registry = await bed.start();
    await registry.stop();
    const errors = await Promise.all(faces.map((face) => failureOf(bed.client(registry, face).subjects.list())));
    const refused = { name: "TransportError", reason: "network", attempts: 1, retryable: true, requestSent: false };
    for (const error of errors) expect(described(error)).toMatchObject(refused);
    expect(errors[1]?.message).toBe(
      `GET ${registry.url}/subjects: connect ECONNREFUSED (the embedded registry was stopped)`,
    );
  });

  it.each(faces)("%s: retries get through a reset and an error, as with any registry", async (face) => {
    const registry = await bed.start();
    registry.intercept("GET /subjects", "reset", { times: 1 });
    registry.intercept("GET /subjects", { status: 503 }, { times: 1 });
    const client = bed.client(registry, face, { retries: 3, retryDelayMs: 1 });
    expect(await client.subjects.list()).toEqual([]);
    expect(registry.requests.map(({ status }) => status)).toEqual([503, undefined, 200]);
  });

  it.each(faces)("%s: a hung registry meets the client's time-out, and nothing waits any more", async (face) => {
    const registry = await bed.start();
    registry.intercept("*", "hang");
    const client = bed.client(registry, face, { timeoutMs: 50 });
    expect(described(await failureOf(client.subjects.list()))).toMatchObject({ reason: "timeout", ours: true });
    expect(registry.requests).toHaveLength(1);
    const metrics = async () => (await send(registry, "transport", "GET /metrics")).body;
    // The one that asks is in flight itself.
    while (!(await metrics()).includes("registry_requests_in_flight 1\n")) await new Promise(setImmediate);
  });

  it.each(faces)("%s: the caller's signal ends a call", async (face) => {
    const registry = await bed.start();
    registry.intercept("*", "hang");
    const controller = new AbortController();
    const call = failureOf(bed.client(registry, face).subjects.list({ signal: controller.signal }));
    await until(() => registry.requests.length === 1);
    controller.abort(new Error("not needed"));
    expect(described(await call)).toMatchObject({ reason: "aborted", retryable: false, ours: true });
  });

  it("a path in front of the API's is a wrong address over both", async () => {
    const registry = await bed.start();
    for (const face of faces) {
      const client = bed.client(registry, face, { baseUrl: `${registry.url}/prefix` });
      expect(await failureOf(client.subjects.list())).toMatchObject({ status: 404 });
    }
  });
});

describe("the transport without a client", () => {
  it("refuses a signal that is aborted already, and throws the reason's TransportError as it is", async () => {
    const registry = await bed.start();
    const request = { method: "GET", path: "/subjects", url: "/subjects", headers: {} };
    const own = new TransportError("closed", { reason: "closed" });
    expect(await failureOf(registry.transport.request({ ...request, signal: AbortSignal.abort(own) }))).toBe(own);
    const error = await failureOf(registry.transport.request({ ...request, signal: AbortSignal.abort("why") }));
    expect(error).toMatchObject({ name: "TransportError", reason: "aborted", cause: "why" });
    expect(registry.requests).toHaveLength(0);
  });
});
