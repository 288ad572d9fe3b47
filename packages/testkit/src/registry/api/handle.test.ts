import { describe, expect, it } from "vitest";
import { createCore } from "../../../test/core.js";
import { createRegistry, defaultSettings } from "../registry.js";
import { memoryJournal } from "../storage/journal.js";
import { createStore } from "../storage/store.js";
import { coreRoutes } from "./core-routes.js";
import { createHandler } from "./handle.js";

const SCHEMA = { schema: '"string"' };

describe("every answer", () => {
  it("has the registry's headers, and the id of its request", async () => {
    const { ask } = createCore();
    const { headers } = await ask("GET", "/subjects", undefined, { "x-request-id": "mine" });
    expect(headers).toEqual({
      "content-type": "application/vnd.schemaregistry.v1+json",
      "cache-control": "no-cache, no-store, must-revalidate",
      "x-xss-protection": "1; mode=block",
      "x-request-id": "mine",
    });
    const other = await ask("GET", "/subjects");
    expect(other.headers["x-request-id"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it.each([
    ["GET", "/nothing", undefined, {}, 404, "HTTP 404 Not Found"],
    ["GET", "/subjects/s/versions/1/more", undefined, {}, 404, "HTTP 404 Not Found"],
    ["DELETE", "/subjects", undefined, {}, 405, "HTTP 405 Method Not Allowed"],
    ["PATCH", "/config", {}, {}, 405, "HTTP 405 Method Not Allowed"],
    ["GET", "/subjects", undefined, { accept: "text/html" }, 406, "HTTP 406 Not Acceptable"],
    ["PUT", "/config", {}, { "content-type": "text/plain" }, 415, "HTTP 415 Unsupported Media Type"],
    ["GET", "/subjects/%zz/versions", undefined, {}, 400, "The path has bad percent-encoding"],
    ["GET", "/contexts/a%3Ab/subjects", undefined, {}, 400, "The context name 'a:b' must not have a colon"],
    ["PUT", "/config", "{", {}, 400, "The request body is not JSON"],
    ["PUT", "/config", [], {}, 400, "The request body must be an object, and is a list"],
    [
      "PUT",
      "/config",
      { normalize: {} },
      {},
      400,
      'The member "normalize" must be a boolean, and is a value of type object',
    ],
    ["PUT", "/config", undefined, {}, 422, "The request has no body, or it is null"],
    ["PUT", "/config", "null", {}, 422, "The request has no body, or it is null"],
    ["GET", "/subjects?offset=x", undefined, {}, 404, "HTTP 404 Not Found"],
    ["GET", "/schemas/ids/abc", undefined, {}, 404, "HTTP 404 Not Found"],
  ] as const)("%s %s with %j and %j is refused", async (method, target, body, headers, status, message) => {
    const { ask } = createCore();
    const answer = await ask(method, target, body, headers);
    expect([answer.status, answer.json]).toEqual([status, { error_code: status, message }]);
    expect(answer.headers["content-type"]).toContain("json");
  });

  it("says the template of its route, and none where there is none", async () => {
    const { ask } = createCore();
    expect((await ask("GET", "/subjects/s/versions/1")).route).toBe("/subjects/{subject}/versions/{version}");
    expect((await ask("GET", "/contexts/.c/subjects/s/versions/1")).route).toBe(
      "/subjects/{subject}/versions/{version}",
    );
    expect((await ask("GET", "/nothing")).route).toBeUndefined();
  });

  it("has no body for HEAD, and says what is allowed for OPTIONS", async () => {
    const { ask } = createCore();
    expect(await ask("HEAD", "/subjects")).toMatchObject({ status: 200, body: "" });
    const { status, headers } = await ask("OPTIONS", "/subjects/s");
    expect([status, headers["allow"]?.split(",").sort()]).toEqual([200, ["DELETE", "OPTIONS", "POST"]]);
  });

  it.each(["/subjects/", "//subjects", "/subjects?x=1"])("is the same for %s", async (target) => {
    expect((await createCore().ask("GET", target)).body).toBe("[]");
  });
});

describe("a journal", () => {
  function createSlowCore() {
    const waiting: { resolve: () => void; reject: (reason: unknown) => void }[] = [];
    const journal = {
      ...memoryJournal(),
      settled: () => new Promise<void>((resolve, reject) => waiting.push({ resolve, reject })),
    };
    const registry = createRegistry({ store: createStore(), journal, settings: defaultSettings });
    const handler = createHandler(registry, coreRoutes);
    const ask = (method: string, target: string, body = "") => handler({ method, target, headers: {}, body });
    return { ask, waiting };
  }

  it("holds answers back until what they say is safe, those of readers too", async () => {
    const { ask, waiting } = createSlowCore();
    const answered: string[] = [];
    const write = ask("POST", "/subjects/s/versions", JSON.stringify(SCHEMA)).then(() => answered.push("write"));
    const read = ask("GET", "/subjects").then(() => answered.push("read"));
    await new Promise(setImmediate);
    expect([answered, waiting.length]).toEqual([[], 2]);
    for (const { resolve } of waiting) resolve();
    await Promise.all([write, read]);
    expect(answered).toEqual(["write", "read"]);
  });

  it("makes an answer a 50001 when it fails", async () => {
    const { ask, waiting } = createSlowCore();
    const write = ask("POST", "/subjects/s/versions", JSON.stringify(SCHEMA));
    await new Promise(setImmediate);
    waiting[0]?.reject(new Error("no space left"));
    const { status, body } = await write;
    expect([status, JSON.parse(body).error_code]).toEqual([500, 50001]);
  });
});

describe("a path under /contexts/{context}", () => {
  it.each([
    ["/contexts/.ctx/subjects/s/versions/1", { subject: ":.ctx:s" }],
    ["/contexts/ctx/subjects/s/versions/1", { subject: ":.ctx:s" }],
    ["/contexts/.ctx/subjects/:.:s/versions/1", { subject: "s" }],
    ["/contexts/.ctx/schemas/ids/1", { subject: ":.ctx:s" }],
    ["/contexts/.ctx/schemas/ids/1?subject=s", { subject: ":.ctx:s" }],
    ["/contexts/./schemas/ids/1", { subject: "s" }],
    ["/contexts/.ctx/subjects", [":.ctx:s", ":.ctx:t"]],
    ["/contexts/.ctx/subjects?subjectPrefix=t", [":.ctx:t"]],
    ["/contexts/.ctx/subjects?subjectPrefix=:*:", [":.ctx:s", ":.ctx:t", "s"]],
    ["/contexts/.ctx/schemas", [{ subject: ":.ctx:s" }, { subject: ":.ctx:t" }]],
    ["/contexts/.ctx/config", { compatibilityLevel: "NONE" }],
    ["/contexts/.ctx/config/s", { error_code: 40408, message: expect.stringContaining("':.ctx:s'") }],
    ["/contexts/.ctx/mode/s?defaultToGlobal=true", { mode: "READWRITE" }],
    ["/contexts/.ctx/compatibility/subjects/s/versions/9", { error_code: 405 }],
  ])("%s", async (target, expected) => {
    const { ask } = createCore();
    for (const subject of [":.ctx:s", ":.ctx:t", "s"]) await ask("POST", `/subjects/${subject}/versions`, SCHEMA);
    await ask("PUT", "/contexts/.ctx/config", { compatibility: "NONE" });
    const { json } = await ask("GET", target);
    expect(json).toMatchObject(expected);
  });
});
