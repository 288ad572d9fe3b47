import { describe, expect, it } from "vitest";
import {
  after,
  described,
  failureOf,
  hang,
  json,
  registryError,
  reset,
  until,
  useTestBed,
} from "../../test/fault-server.js";

const bed = useTestBed();

const subjects = json(200, ["orders-value"]);
const unavailable = registryError(503, 50301, "Service unavailable");

describe("several nodes", () => {
  it("fails over from a dead node, sticks to the next, and comes back when the time is up", async () => {
    const first = await bed.server(subjects);
    const second = await bed.server(subjects);
    await first.stop();
    const client = bed.client({ baseUrl: [first.url, second.url], setAsideMs: 300, retries: 0 });
    for (let call = 0; call < 3; call++) await client.subjects.list();
    expect(client.stats()).toMatchObject({
      requests: 4,
      failovers: 1,
      retries: 0,
      nodes: [
        { url: first.url, setAside: true },
        { url: second.url, setAside: false },
      ],
    });
    await first.start();
    await until(() => client.stats().nodes[0]?.setAside === false);
    for (let call = 0; call < 3; call++) await client.subjects.list();
    expect([first.requests.length, second.requests.length]).toEqual([3, 3]);
    expect(client.stats()).toMatchObject({ requests: 7, failovers: 1 });
  });

  it("one call at a time finds out whether a node is back, the others do not wait for it", async () => {
    const first = await bed.server(hang);
    const second = await bed.server(subjects);
    const client = bed.client({ baseUrl: [first.url, second.url], timeoutMs: 100, setAsideMs: 150, retries: 0 });
    await client.subjects.list();
    await until(() => client.stats().nodes[0]?.setAside === false);
    await Promise.all(Array.from({ length: 10 }, () => client.subjects.list()));
    expect([first.requests.length, second.requests.length]).toEqual([2, 11]);
  });

  it("a DELETE never goes to a node to find out", async () => {
    const first = await bed.server(reset);
    const second = await bed.server(json(200, [1]));
    const client = bed.client({ baseUrl: [first.url, second.url], setAsideMs: 1, retries: 0 });
    await client.subjects.versions("orders");
    await until(() => client.stats().nodes[0]?.setAside === false);
    await client.subjects.delete("orders");
    expect([first.requests.length, second.requests.length]).toEqual([1, 2]);
  });

  it("a node that answers with 500 loses the call to the next one", async () => {
    const first = await bed.server(registryError(500, 50001, "Error in the backend data store"));
    const second = await bed.server(subjects);
    const client = bed.client({ baseUrl: [first.url, second.url] });
    await client.subjects.list();
    await client.subjects.list();
    expect([first.requests.length, second.requests.length]).toEqual([1, 2]);
  });

  it("a hung node costs one call its deadline, and the next call nothing", async () => {
    const first = await bed.server(hang);
    const second = await bed.server(subjects);
    const client = bed.client({ baseUrl: [first.url, second.url], deadlineMs: 150 });
    expect(described(await failureOf(client.subjects.list()))).toMatchObject({ reason: "timeout", attempts: 1 });
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
    expect(client.stats()).toMatchObject({ requests: 2, failovers: 0 });
  });

  it("all nodes dead: each is asked in each round, and the calls work as soon as one is back", async () => {
    const first = await bed.server(subjects);
    const second = await bed.server(subjects);
    await Promise.all([first.stop(), second.stop()]);
    const client = bed.client({ baseUrl: [first.url, second.url], retries: 2 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 6,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/subjects: connect ECONNREFUSED 127.0.0.1:PORT (after 6 attempts)",
        "name": "TransportError",
        "reason": "network",
        "requestSent": false,
        "retryable": true,
      }
    `);
    expect(client.stats()).toMatchObject({ requests: 6, retries: 2, failovers: 3, circuit: undefined });
    await second.start();
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
    expect([first.requests.length, second.requests.length]).toEqual([0, 1]);
  });

  it("with a circuit breaker calls fail fast meanwhile, and exactly one probes", async () => {
    const server = await bed.server(unavailable);
    const client = bed.client({
      baseUrl: server.url,
      retries: 1,
      circuitBreaker: { failures: 2, resetAfterMs: 200 },
    });
    await failureOf(client.subjects.list());
    await failureOf(client.subjects.list());
    expect(client.stats().circuit).toBe("open");
    expect(server.requests).toHaveLength(4);

    const refused = described(await failureOf(client.subjects.list()));
    expect({ ...refused, message: String(refused["message"]).replace(/\d+ ms/, "N ms") }).toMatchInlineSnapshot(`
      {
        "attempts": 0,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET /subjects: not sent, because every node was down in the last 2 calls; the next try is in N ms",
        "name": "TransportError",
        "reason": "circuit-open",
        "requestSent": false,
        "retryable": true,
      }
    `);
    expect(server.requests).toHaveLength(4);

    server.follow(after(30, subjects));
    // Polled, because a timer may end a little early: the first call that is let through is the probe.
    let probe = client.subjects.list();
    probe.catch(() => {});
    await until(() => {
      if (client.stats().circuit === "half-open") return true;
      probe = client.subjects.list();
      probe.catch(() => {});
      return false;
    });
    const others = await Promise.all(Array.from({ length: 5 }, () => failureOf(client.subjects.list())));
    for (const other of others) {
      expect(described(other)).toMatchObject({
        reason: "circuit-open",
        message: "GET /subjects: not sent, because every node was down in the last 2 calls; a probe is under way",
      });
    }
    await expect(probe).resolves.toEqual(["orders-value"]);
    expect(server.requests).toHaveLength(5);
    expect(client.stats().circuit).toBe("closed");
  });
});
