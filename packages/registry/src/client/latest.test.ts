import { describe, expect, it } from "vitest";
import { failureOf, until, useTestBed } from "../../test/fault-server.js";
import { held, stubClient } from "../../test/stub-bed.js";
import type { RegistryClient } from "./create-registry-client.js";
import type { RegistryClientOptions } from "./options.js";

const bed = useTestBed();

const int = { schema: '"int"' };
const long = { schema: '"long"' };

const setUp = (options?: Partial<RegistryClientOptions>) => stubClient(bed, options);

describe("latest", () => {
  it("is kept for its time, given out stale while it is renewed, then asked for again", async () => {
    const { registry, client, log } = setUp({ cache: { latestTtlMs: 100, latestStaleMs: 60_000 } });
    registry.state.register("orders", int);
    for (let call = 0; call < 3; call++) await client.subjects.latest("orders");
    expect(log()).toHaveLength(1);
    // Somebody else registers a version.
    registry.state.register("orders", long);
    await new Promise((resolve) => setTimeout(resolve, 110));
    await expect(client.subjects.latest("orders")).resolves.toMatchObject({ version: 1 });
    await until(() => client.stats().caches.latest.inFlight === 0);
    await expect(client.subjects.latest("orders")).resolves.toMatchObject({ version: 2 });
    expect(log()).toHaveLength(2);
    expect(client.stats().caches.latest).toMatchObject({ stale: 1 });
  });

  it("is asked for at once where it is to be fresh", async () => {
    const { registry, client, log } = setUp();
    registry.state.register("orders", int);
    await client.subjects.latest("orders");
    registry.state.register("orders", long);
    await expect(client.subjects.latest("orders", { fresh: true })).resolves.toMatchObject({ version: 2 });
    await expect(client.subjects.latest("orders")).resolves.toMatchObject({ version: 2 });
    expect(log()).toHaveLength(2);
  });

  it.each<{ what: string; write: (client: RegistryClient) => Promise<unknown>; version: number | undefined }>([
    { what: "registers", write: (client) => client.subjects.register("orders", long), version: 2 },
    { what: "deletes the subject", write: (client) => client.subjects.delete("orders"), version: undefined },
    {
      what: "registers many",
      write: (client) => client.registerMany([{ subject: "orders", ...long }]),
      version: 2,
    },
  ])("peer failure 8: is right at once after this client $what, also with a fetch on its way", async (row) => {
    const { registry, client } = setUp();
    registry.state.register("orders", int);
    await expect(client.subjects.latest("orders")).resolves.toMatchObject({ version: 1 });
    client.clear();
    const gates = held(registry, ({ method, path }) => method === "GET" && path.endsWith("/latest"));
    const early = client.subjects.latest("orders");
    await until(() => gates.length === 1);
    await row.write(client);
    registry.intercept(() => undefined);
    const expectRight = async () => {
      const now = client.subjects.latest("orders");
      if (row.version === undefined) expect(await failureOf(now)).toMatchObject({ errorCode: 40401 });
      else await expect(now).resolves.toMatchObject({ version: row.version });
    };
    await expectRight();
    gates[0]?.();
    await expect(early).resolves.toMatchObject({ version: 1 });
    await expectRight();
  });

  it("is asked for again after a registration whose answer was lost", async () => {
    const { registry, client } = setUp();
    registry.state.register("orders", int);
    await client.subjects.latest("orders");
    registry.intercept(({ method, body }) => {
      if (method !== "POST") return undefined;
      registry.state.register("orders", JSON.parse(body));
      return { status: 500, json: { error_code: 50003, message: "Error while forwarding" } };
    });
    await failureOf(client.subjects.register("orders", long));
    await expect(client.subjects.latest("orders")).resolves.toMatchObject({ version: 2 });
  });

  it("of other subjects stays", async () => {
    const { registry, client, log } = setUp();
    registry.state.register("orders", int);
    registry.state.register("orders-2", int);
    await client.subjects.latest("orders-2");
    await client.subjects.register("orders", long);
    await client.subjects.latest("orders-2");
    expect(log().filter((line) => line.includes("orders-2"))).toHaveLength(1);
  });
});
