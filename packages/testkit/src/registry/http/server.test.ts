import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { failureOf, send, until, useRegistryBed } from "../../../test/registry-bed.js";

const bed = useRegistryBed();

/** Sends bytes as they are, and returns all that comes back until the connection ends. */
function raw(url: string, ...parts: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => {});
    socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
    for (const part of parts) socket.write(part);
  });
}

describe("the HTTP face", () => {
  it("listens on a free port of the loopback interface", async () => {
    const registry = await bed.start();
    expect(registry.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  });

  it.each([
    { host: "0.0.0.0", url: /^http:\/\/127\.0\.0\.1:\d+$/ },
    { host: "localhost", url: /^http:\/\/localhost:\d+$/ },
  ])("on host $host it is asked at $url", async ({ host, url }) => {
    const registry = await bed.start({ host });
    expect(registry.url).toMatch(url);
    expect((await send(registry, "http", "GET /subjects")).status).toBe(200);
  });

  it("says so when the port is in use, and frees what it had", async () => {
    const port = Number(new URL((await bed.start()).url).port);
    await expect(bed.start({ port })).rejects.toThrow(
      `the registry cannot listen on 127.0.0.1:${port}: port ${port} is in use: stop what listens there, give another \`port\`, or leave it out for a free one`,
    );
  });

  it("says so when the host is none of this machine", async () => {
    await expect(bed.start({ host: "192.0.2.1" })).rejects.toThrow("that `host` is no address of this machine");
  });

  it("keeps connections for more than one request", async () => {
    const registry = await bed.start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let index = 0; index < 5; index++) {
      await new Promise<void>((resolve, reject) => {
        const request = httpRequest(`${registry.url}/subjects`, { agent }, (response) => {
          ports.add(response.socket.localPort);
          response.resume().on("end", resolve);
        });
        request.on("error", reject).end();
      });
    }
    agent.destroy();
    expect(ports.size).toBe(1);
  });

  it.each([
    { what: "no HTTP", bytes: "\u0016\u0003\u0001 hello\r\n\r\n", status: 400 },
    { what: "a header that is none", bytes: "GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", status: 400 },
    {
      what: "two lengths",
      bytes: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      status: 400,
    },
    { what: "huge headers", bytes: `GET / HTTP/1.1\r\nHost: x\r\nA: ${"x".repeat(40_000)}\r\n\r\n`, status: 431 },
  ])("answers $what with $status and lives on", async ({ bytes, status }) => {
    const registry = await bed.start();
    const answer = await raw(registry.url, bytes);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain(`{"error_code":${status},"message":"HTTP ${status}`);
    expect((await send(registry, "http", "GET /subjects")).status).toBe(200);
  });

  it("ends connections that are too slow with their headers", async () => {
    const registry = await bed.start({ limits: { headersTimeoutMs: 200 } });
    expect(await raw(registry.url, "GET / HTTP/1.1\r\nHost: x\r\n")).toContain("HTTP/1.1 408 ");
    expect((await send(registry, "http", "GET /subjects")).status).toBe(200);
  });

  it("a client that leaves in the middle of its request or of its answer harms nobody", async () => {
    const registry = await bed.start();
    registry.intercept("GET /subjects", { delayMs: 50 }, { times: 20 });
    for (const bytes of [
      "GET /subjects HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST /subjects/s/versions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
    ]) {
      await Promise.all(
        Array.from({ length: 20 }, () => {
          const socket = connect(Number(new URL(registry.url).port), "127.0.0.1");
          socket.on("error", () => {});
          return new Promise((resolve) => {
            socket.on("close", resolve);
            socket.write(bytes, () => setTimeout(() => socket.resetAndDestroy(), 10));
          });
        }),
      );
    }
    expect((await send(registry, "http", "GET /subjects")).status).toBe(200);
    expect(registry.requests.count("POST *")).toBe(0);
  });

  describe("a body that is too large", () => {
    const limits = { maxBodyBytes: 1_000 };
    const head = "POST /subjects/s/versions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    it.each(["http", "transport"] as const)("%s: is answered with 413 before anything reads it", async (face) => {
      const registry = await bed.start({ limits });
      for (const body of ["x".repeat(1_001), "é".repeat(501)]) {
        const { status, body: text } = await send(registry, face, "POST /subjects/s/versions", body);
        expect(status).toBe(413);
        expect(JSON.parse(text)).toEqual({ error_code: 413, message: "The body is larger than 1000 bytes" });
      }
      expect((await send(registry, face, "POST /subjects/s/versions", "é".repeat(500))).status).toBe(400);
    });

    it("without a length, too, and the connection can still be used", async () => {
      const registry = await bed.start({ limits });
      const chunk = `2000\r\n${"x".repeat(0x2000)}\r\n0\r\n\r\n`;
      const get = "GET /subjects HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      const answer = await raw(registry.url, `${head}Transfer-Encoding: chunked\r\n\r\n`, chunk, get);
      expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
    });

    it("is not asked for where the client asks first, as curl does", async () => {
      const registry = await bed.start({ limits });
      const answer = await raw(registry.url, `${head}Content-Length: 5000\r\nExpect: 100-continue\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      const small = `${head}Connection: close\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`;
      expect(await raw(registry.url, small, "{}")).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 422 /);
    });

    it("does not go on for ever", async () => {
      const registry = await bed.start({ limits });
      const flood = Buffer.alloc(3_000_000, "x");
      const answer = await raw(registry.url, `${head}Content-Length: 100000000\r\n\r\n`, flood);
      expect(answer).toMatch(/^(HTTP\/1\.1 413 |$)/);
      expect((await send(registry, "http", "GET /subjects")).status).toBe(200);
    });
  });

  it.each(["http", "transport"] as const)(
    "%s: more requests at once than allowed are answered with 503",
    async (face) => {
      const registry = await bed.start({ limits: { maxConcurrentRequests: 2 } });
      const hanging = registry.intercept("GET /subjects", "hang");
      const client = bed.client(registry, face, { timeoutMs: 60_000 });
      const hung = [client.subjects.list(), client.subjects.list()].map((call) => call.catch(() => {}));
      await until(() => registry.requests.length === 2);
      const { status, headers, body } = await send(registry, face, "GET /config");
      expect([status, headers["retry-after"], body]).toEqual([
        503,
        "1",
        '{"error_code":503,"message":"More than 2 requests at once"}',
      ]);
      expect((await send(registry, face, "GET /health")).status).toBe(200);
      hanging.remove();
      await client.close();
      await Promise.all(hung);
    },
  );
});

describe("stop()", () => {
  it("finishes what is under way, refuses what comes later, and can be called again", async () => {
    const registry = await bed.start();
    registry.intercept("GET /subjects", async (_, next) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return next();
    });
    const calls = (["http", "transport"] as const).map((face) => bed.client(registry, face).subjects.list());
    await until(() => registry.requests.length === 2);
    await Promise.all([registry.stop(), registry.stop()]);
    expect(await Promise.all(calls)).toEqual([[], []]);
    await registry.stop();
    await expect(fetch(registry.url)).rejects.toThrow();
  });

  it("does not wait for idle connections, nor for hung interceptions", async () => {
    const registry = await bed.start({ limits: { stopTimeoutMs: 60_000 } });
    registry.intercept("*", "hang");
    const idle = raw(registry.url);
    const half = raw(registry.url, "GET / HTTP/1.1\r\n");
    const calls = (["http", "transport"] as const).map((face) => failureOf(bed.client(registry, face).subjects.list()));
    await until(() => registry.requests.length === 2);
    await registry.stop();
    expect((await Promise.all(calls)).map(({ reason }) => reason)).toEqual(["network", "network"]);
    expect(await Promise.all([idle, half])).toEqual(["", ""]);
  });

  it("cuts what takes too long", async () => {
    const registry = await bed.start({ limits: { stopTimeoutMs: 50 } });
    let finish = () => {};
    registry.intercept("*", (_, next) => new Promise<void>((resolve) => (finish = resolve)).then(next));
    const call = failureOf(bed.client(registry, "http").subjects.list());
    await until(() => registry.requests.length === 1);
    await registry.stop();
    expect(await call).toMatchObject({ reason: "network" });
    finish();
  });

  it("is what `await using` calls", async () => {
    const registry = await bed.start();
    await registry[Symbol.asyncDispose]();
    await expect(fetch(registry.url)).rejects.toThrow();
  });
});
