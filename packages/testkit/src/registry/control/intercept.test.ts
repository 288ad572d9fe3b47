import { describe, expect, it } from "vitest";
import { faces, failureOf, schemaNumber, send, until, useRegistryBed } from "../../../test/registry-bed.js";
import type { InterceptAction } from "./intercept.js";

const bed = useRegistryBed();

describe.each(faces)("intercept over %s", (face) => {
  it("answers in the registry's place, which then has done nothing", async () => {
    const registry = await bed.start();
    registry.intercept("POST /subjects/{subject}/versions", {
      status: 422,
      body: { error_code: 42201, message: "not today" },
      headers: { "X-Own": "yes" },
    });
    const { status, headers, body } = await send(registry, face, "POST /subjects/s/versions", schemaNumber(1));
    expect([status, headers["x-own"], JSON.parse(body)]).toEqual([
      422,
      "yes",
      { error_code: 42201, message: "not today" },
    ]);
    expect(headers["content-type"]).toBe("application/vnd.schemaregistry.v1+json");
    expect((await send(registry, face, "GET /subjects")).body).toBe("[]");
  });

  it.each([
    { answer: { status: 503 }, body: '{"error_code":503,"message":"HTTP 503"}' },
    { answer: { status: 200, body: "<html>" }, body: "<html>" },
    { answer: { status: 204 }, body: "" },
  ])("$answer is sent as $body", async ({ answer, body }) => {
    const registry = await bed.start();
    registry.intercept("*", answer);
    expect(await send(registry, face, "GET /subjects")).toMatchObject({ status: answer.status, body });
  });

  it("is for as many calls as it is told, the one added last first, until it is removed", async () => {
    const registry = await bed.start();
    const failing = registry.intercept("GET /subjects", { status: 500 });
    registry.intercept("GET /subjects", { status: 429 }, { times: 2 });
    registry.intercept("DELETE *", { status: 418 });
    const statuses: number[] = [];
    for (let index = 0; index < 3; index++) statuses.push((await send(registry, face, "GET /subjects")).status);
    expect(failing.hits).toBe(1);
    failing.remove();
    failing.remove();
    statuses.push((await send(registry, face, "GET /subjects")).status);
    expect(statuses).toEqual([429, 429, 500, 200]);
  });

  it("delays what the registry answers", async () => {
    const registry = await bed.start();
    registry.intercept("GET /subjects", { delayMs: 100 });
    const started = performance.now();
    expect((await send(registry, face, "GET /subjects")).body).toBe("[]");
    expect(performance.now() - started).toBeGreaterThan(95);
  });

  it("a function sees the call, and may ask the registry, change its answer, or give its own", async () => {
    const registry = await bed.start();
    await registry.seed([{ subject: "s", ...schemaNumber(1) }]);
    const seen: unknown[] = [];
    registry.intercept("GET /schemas/ids/{id}", async (call, next) => {
      const { method, route, path, query, headers, body } = call;
      seen.push({ method, route, path, query, id: headers["x-request-id"], body });
      const answer = await next();
      return { ...answer, body: { ...JSON.parse(answer.body), schema: '"changed"' } };
    });
    const { status, body } = await send(registry, face, "GET /schemas/ids/1?subject=s", undefined, {
      "x-request-id": "r",
    });
    expect([status, JSON.parse(body)]).toMatchObject([200, { subject: "s", schema: '"changed"' }]);
    expect(seen).toEqual([
      { method: "GET", route: "/schemas/ids/{id}", path: "/schemas/ids/1", query: "subject=s", id: "r", body: "" },
    ]);
  });

  it("finds the route of a path under a context", async () => {
    const registry = await bed.start();
    registry.intercept("GET /subjects/{subject}/versions", { status: 500 });
    expect((await send(registry, face, "GET /contexts/.c/subjects/s/versions")).status).toBe(500);
  });

  it.each<{ what: string; action: InterceptAction }>([
    { what: "throws", action: () => Promise.reject(new Error("a bug in the test")) },
    { what: "returns nothing", action: (() => undefined) as unknown as InterceptAction },
    { what: "answers with a status that is none", action: async () => ({ status: 1 }) },
    { what: "answers with a header that is none", action: async () => ({ status: 200, headers: { "a b": "c" } }) },
    { what: "answers with a body that is no JSON", action: async () => ({ status: 200, body: { big: 1n } }) },
  ])("a function that $what is a 500, and an error in the log", async ({ action }) => {
    const lines: string[] = [];
    const registry = await bed.start({ logs: (line) => lines.push(line) });
    registry.intercept("GET /subjects", action, { times: 1 });
    expect((await send(registry, face, "GET /subjects")).status).toBe(500);
    expect(lines.filter((line) => line.includes('"level":"error"'))).toHaveLength(1);
    expect((await send(registry, face, "GET /subjects")).status).toBe(200);
  });

  it('"reset" after the registry was asked: the write has happened, and nobody knows', async () => {
    const registry = await bed.start();
    registry.intercept(
      "POST *",
      async (_, next) => {
        await next();
        return "reset";
      },
      { times: 1 },
    );
    const client = bed.client(registry, face);
    expect(await failureOf(client.subjects.register("s", schemaNumber(1)))).toMatchObject({ requestSent: true });
    expect(await client.subjects.versions("s")).toEqual([1]);
  });

  it("what hangs is let go by reset()", async () => {
    const registry = await bed.start();
    registry.intercept("*", "hang");
    const call = failureOf(bed.client(registry, face).subjects.list());
    await until(() => registry.requests.length === 1);
    await registry.reset();
    expect(await call).toMatchObject({ reason: "network" });
    expect((await send(registry, face, "GET /subjects")).status).toBe(200);
  });
});

describe("intercept", () => {
  it.each([
    { action: "break" as never, options: {}, message: 'an interception is "reset", "hang", { delayMs }' },
    { action: {} as never, options: {}, message: 'an interception is "reset", "hang", { delayMs }' },
    { action: "reset" as const, options: { times: 0 }, message: "`times` is how many calls are intercepted" },
    { action: "reset" as const, options: { times: Number.NaN }, message: "`times` is how many calls are intercepted" },
  ])("refuses $action with $options", async ({ action, options, message }) => {
    const registry = await bed.start();
    expect(() => registry.intercept("*", action, options)).toThrow(message);
  });

  it("refuses routes that do not exist", async () => {
    const registry = await bed.start();
    expect(() => registry.intercept("POST /subject/{subject}/versions", "reset")).toThrow(
      'the pattern "POST /subject/{subject}/versions" fits no route. Those of POST are: ',
    );
  });
});
