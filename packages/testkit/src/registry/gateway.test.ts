import { expect, it } from "vitest";
import { createHandler } from "./api/handle.js";
import { allRoutes } from "./api/routes.js";
import { createInterceptions } from "./control/intercept.js";
import { createRequestRecorder } from "./control/requests.js";
import { createGateway } from "./gateway.js";
import { createAuthorizer } from "./http/authorize.js";
import { limitsOf } from "./http/limits.js";
import { createMetrics } from "./observe/metrics.js";
import { createLog } from "./observe/request-log.js";
import { createRegistry, defaultSettings } from "./registry.js";
import { createRouteFinder } from "./route-finder.js";
import { fileJournal } from "./storage/file-journal.js";
import { LOG_HEADER } from "./storage/log-line.js";
import { createStore } from "./storage/store.js";

/** A gateway to a registry whose disk takes nothing. */
function setUp() {
  const store = createStore();
  const file = {
    write: () => Promise.reject(Object.assign(new Error("ENOSPC"), { code: "ENOSPC" })),
    sync: () => Promise.resolve(),
    truncate: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const journal = fileJournal({
    ...{ file, path: "registry.log", length: LOG_HEADER.length },
    onLost: () => store.clear(),
    warn: () => {},
  });
  const registry = createRegistry({ store, journal, settings: defaultSettings });
  return createGateway({
    handler: createHandler(registry, allRoutes),
    routeOf: createRouteFinder(allRoutes),
    authorize: createAuthorizer(undefined),
    limits: limitsOf(),
    interceptions: createInterceptions(allRoutes),
    recorder: createRequestRecorder(allRoutes, 10),
    metrics: createMetrics({ store, journal: journal.state, inFlight: () => 0, startedAt: 0 }),
    health: () => ({}),
    log: createLog(() => {}),
  });
}

it("a read that saw a write which is then lost looks again, and sees the state without it", async () => {
  const gateway = setUp();
  const ask = (method: string, target: string, body = "") =>
    gateway.answer(
      { method, target, headers: { "content-type": "application/json" }, body },
      "transport",
      () => new AbortController().signal,
    );
  const write = ask("POST", "/subjects/s/versions", JSON.stringify({ schema: '"int"' }));
  const [list, latest] = [ask("GET", "/subjects"), ask("GET", "/subjects/s/versions/latest")];
  expect(await write).toMatchObject({ status: 500, body: expect.stringContaining('"error_code":50001') });
  expect(await list).toMatchObject({ status: 200, body: "[]" });
  expect(await latest).toMatchObject({ status: 404, body: expect.stringContaining('"error_code":40401') });
});
