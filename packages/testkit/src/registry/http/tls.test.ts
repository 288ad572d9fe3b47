import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { failureOf, pem, until, useRegistryBed } from "../../../test/registry-bed.js";

const bed = useRegistryBed();
const server = { key: pem("server.key"), cert: pem("server.pem") };

describe("tls", () => {
  it("speaks HTTPS, with the faults that plain HTTP has", async () => {
    const registry = await bed.start({ tls: server });
    expect(registry.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const client = bed.client(registry, "http", { tls: { ca: pem("ca.pem") } });
    expect(await client.subjects.list()).toEqual([]);
    registry.intercept("*", "reset");
    expect(await failureOf(client.subjects.list())).toMatchObject({ reason: "network", requestSent: true });
    await registry.stop();
  });

  it("finishes what is under way when it is stopped, and waits for no handshake", async () => {
    const registry = await bed.start({ tls: server, limits: { stopTimeoutMs: 60_000 } });
    registry.intercept("*", async (_, next) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return next();
    });
    const client = bed.client(registry, "http", { tls: { ca: pem("ca.pem") } });
    const silent = connect(Number(new URL(registry.url).port), "127.0.0.1");
    const closed = new Promise((resolve) => silent.on("error", () => {}).on("close", resolve));
    const call = client.subjects.list();
    await until(() => registry.requests.length === 1);
    await registry.stop();
    expect(await call).toEqual([]);
    await closed;
  });

  it("asks for a client certificate where it is told to", async () => {
    const registry = await bed.start({ tls: { ...server, ca: pem("ca.pem"), requestClientCert: true } });
    const tls = { ca: pem("ca.pem") };
    const known = bed.client(registry, "http", { tls: { ...tls, cert: pem("client.pem"), key: pem("client.key") } });
    expect(await known.subjects.list()).toEqual([]);
    expect(await failureOf(bed.client(registry, "http", { tls }).subjects.list())).toMatchObject({ reason: "network" });
    expect(registry.requests).toHaveLength(1);
  });

  it.each([
    {
      what: "a key of another certificate",
      tls: { key: pem("client.key"), cert: pem("server.pem") },
      message: "`key` and `cert` are a pair, in PEM",
    },
    { what: "no PEM", tls: { key: "secret", cert: "cert" }, message: "`tls` cannot be used: " },
    {
      what: "client certificates without an authority",
      tls: { ...server, requestClientCert: true },
      message: "`requestClientCert` needs `ca`, the authority that signed the clients' certificates",
    },
  ])("refuses $what", async ({ tls, message }) => {
    const error = await failureOf(bed.start({ tls }));
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("secret");
  });
});
