import { describe, expect, it } from "vitest";
import { faces, schemaNumber, send, until, useRegistryBed } from "../../../test/registry-bed.js";
import { createCall } from "./call.js";
import { createRequestRecorder } from "./requests.js";

const bed = useRegistryBed();

describe.each(faces)("requests over %s", (face) => {
  it("hold what was called, and with what it was answered", async () => {
    const registry = await bed.start();
    await send(registry, face, "POST /subjects/a%2Fb/versions?normalize=true", schemaNumber(1));
    await send(registry, face, "GET /schemas/ids/7");
    await send(registry, face, "POST /nowhere", "no JSON");
    expect(registry.requests).toEqual([
      {
        ...{ method: "POST", route: "/subjects/{subject}/versions", path: "/subjects/a%2Fb/versions" },
        ...{ query: "normalize=true", body: schemaNumber(1), at: expect.any(Date), status: 200 },
      },
      {
        ...{ method: "GET", route: "/schemas/ids/{id}", path: "/schemas/ids/7", query: "", body: undefined },
        ...{ at: expect.any(Date), status: 404 },
      },
      {
        ...{ method: "POST", route: undefined, path: "/nowhere", query: "", body: "no JSON" },
        ...{ at: expect.any(Date), status: 404 },
      },
    ]);
  });

  it("are counted by pattern", async () => {
    const registry = await bed.start();
    for (const id of [1, 1, 2]) await send(registry, face, `GET /schemas/ids/${id}`);
    const { requests } = registry;
    expect(
      ["GET /schemas/ids/{id}", "/schemas/ids/1", "POST *", "*"].map((pattern) => requests.count(pattern)),
    ).toEqual([3, 2, 0, 3]);
    expect(requests.count()).toBe(3);
    expect(() => requests.count("GET /schema/{id}")).toThrow("fits no route");
  });

  it("have no status while they wait, and leave out health, metrics and the seed", async () => {
    const registry = await bed.start();
    await registry.seed([{ subject: "s", ...schemaNumber(1) }]);
    await send(registry, face, "GET /health");
    await send(registry, face, "GET /metrics");
    registry.intercept("GET /subjects", "hang");
    const call = send(registry, face, "GET /subjects").catch(() => {});
    await until(() => registry.requests.length > 0);
    expect(registry.requests.map(({ path, status }) => [path, status])).toEqual([["/subjects", undefined]]);
    await registry.stop();
    await call;
  });

  it("are forgotten when they are cleared, and with reset()", async () => {
    const registry = await bed.start();
    const { requests } = registry;
    await send(registry, face, "GET /subjects");
    requests.clear();
    expect(requests).toEqual([]);
    await send(registry, face, "GET /subjects");
    await registry.reset();
    expect(requests).toHaveLength(0);
  });
});

describe("the record of requests", () => {
  const call = (body: string) => createCall({ method: "POST", target: "/", headers: {}, body }, undefined);

  it("keeps as many as it is told to", async () => {
    const { requests, record } = createRequestRecorder([], 10);
    for (let index = 0; index < 15; index++) record(call(String(index)));
    expect([requests.length, requests.count(), requests[0]?.body]).toEqual([10, 10, 5]);
    const registry = await bed.start({ limits: { maxRecordedRequests: 0 } });
    await send(registry, "http", "GET /subjects");
    expect(registry.requests).toHaveLength(0);
  });

  it("keeps 16 MB of bodies, and one that is larger", () => {
    const { requests, record } = createRequestRecorder([], 10_000);
    for (let index = 0; index < 20; index++) record(call("x".repeat(1_000_000)));
    expect(requests).toHaveLength(16);
    record(call("x".repeat(20_000_000)));
    expect(requests).toHaveLength(1);
  });
});
