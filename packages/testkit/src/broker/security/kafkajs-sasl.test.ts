import { readFileSync } from "node:fs";
import type { ConnectionOptions, TlsOptions } from "node:tls";
import type { SASLOptions } from "kafkajs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ClientBed, createClientBed } from "../../../test/kafka-client.js";
import { connectRaw, requestFrame } from "../../../test/raw-client.js";
import type { Broker } from "../broker.js";
import { startBroker } from "../start-broker.js";
import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import type { SaslOptions } from "./authenticator.js";

const users = [
  { username: "alice", password: "alice's = pass, word" },
  { username: "b=o,b", password: "pässwörd" },
];

let broker: Broker;
let bed: ClientBed;

async function start(sasl: SaslOptions | "none" = { users }, tls?: TlsOptions): Promise<void> {
  broker = await startBroker({ sasl: sasl === "none" ? undefined : sasl, tls });
}

beforeEach(() => {
  bed = createClientBed();
});

afterEach(async () => {
  await bed[Symbol.asyncDispose]();
  await broker.stop();
});

async function topicsAs(sasl: SASLOptions | undefined, ssl: ConnectionOptions | false = false): Promise<string[]> {
  const config = sasl === undefined ? { ssl } : { sasl, ssl };
  const kafka = bed.kafka({ brokers: broker.addresses, retry: { retries: 0 }, ...config });
  const admin = bed.keep(kafka.admin());
  await admin.connect();
  return admin.listTopics();
}

const mechanisms = ["plain", "scram-sha-256", "scram-sha-512"] as const;

describe.each(mechanisms)("SASL %s", (mechanism) => {
  it.each(users)("lets $username in", async (user) => {
    await start();
    await broker.createTopic("t");
    expect(await topicsAs({ mechanism, ...user })).toEqual(["t"]);
  });

  it.each([
    ["a wrong password", { username: "alice", password: "guess" }],
    ["an unknown user", { username: "mallory", password: "guess" }],
    ["another one's password", { username: "alice", password: "pässwörd" }],
  ])("keeps %s out, without a word of what was tried", async (_, user) => {
    await start();
    const failure = await topicsAs({ mechanism, ...user }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "KafkaJSSASLAuthenticationError" });
    expect(String(failure)).not.toContain(user.password);
  });
});

describe("SASL over TLS", () => {
  // Certificates that were made for tests: see the README beside them.
  const file = (name: string) => readFileSync(new URL(`../../../../registry/test/tls/${name}`, import.meta.url));
  const server = { cert: file("server.pem"), key: file("server.key") };
  const [alice = { username: "", password: "" }] = users;

  it.each(mechanisms)("lets users in with %s", async (mechanism) => {
    await start({ users }, server);
    await broker.createTopic("t");
    expect(await topicsAs({ mechanism, ...alice }, { ca: [file("ca.pem")] })).toEqual(["t"]);
    await expect(topicsAs({ mechanism, ...alice, password: "guess" }, { ca: [file("ca.pem")] })).rejects.toMatchObject({
      name: "KafkaJSSASLAuthenticationError",
    });
  });

  it("is refused by a client that does not trust the broker, before it has said anything", async () => {
    await start({ users }, server);
    const handshakes = broker.intercept("SaslHandshake", { delayMs: 0 });
    const failure = topicsAs({ mechanism: "plain", ...alice }, { ca: [file("other-ca.pem")] });
    await expect(failure).rejects.toThrow(/certificate/);
    expect(handshakes.hits).toBe(0);
  });

  it("can ask for a client's certificate too", async () => {
    await start({ users }, { ...server, ca: file("ca.pem"), requestCert: true });
    const certificate = { ca: [file("ca.pem")], cert: file("client.pem"), key: file("client.key") };
    expect(await topicsAs({ mechanism: "plain", ...alice }, certificate)).toEqual([]);
    await expect(topicsAs({ mechanism: "plain", ...alice }, { ca: [file("ca.pem")] })).rejects.toThrow();
  });
});

it("offers the mechanisms it is told to", async () => {
  await start({ users, mechanisms: ["SCRAM-SHA-512"] });
  expect(await topicsAs({ mechanism: "scram-sha-512", username: "alice", password: users[0]?.password ?? "" })).toEqual(
    [],
  );
  await expect(topicsAs({ mechanism: "plain", username: "alice", password: "alice's = pass, word" })).rejects.toThrow(
    "does not support the requested SASL mechanism",
  );
});

it("says to a client with credentials that it asks for none", async () => {
  await start("none");
  await expect(topicsAs({ mechanism: "plain", username: "alice", password: "x" })).rejects.toThrow("SASL state");
});

it("drops a client that does not authenticate", async () => {
  await start();
  await expect(topicsAs(undefined)).rejects.toMatchObject({ name: "KafkaJSConnectionClosedError" });
});

describe("a client's messages", () => {
  const handshake = (mechanism: string) => new Writer().string(mechanism);
  const token = (text: string) => new Writer().bytes(Buffer.from(text));

  it("are not looked at after a failed attempt, so that passwords are not tried by the thousand", async () => {
    await start();
    const client = await connectRaw(broker.addresses[0] ?? "");
    expect((await client.ask(17, 1, handshake("PLAIN"))).int16()).toBe(errorCode.NONE);
    client.send(requestFrame(36, 1, token("\0alice\0guess"), 1));
    client.send(requestFrame(36, 1, token("\0alice\0guess again"), 2));
    const { correlationId, body } = await client.answer();
    expect([correlationId, body.int16()]).toEqual([1, errorCode.SASL_AUTHENTICATION_FAILED]);
    await client.closed;
    await expect(client.answer()).rejects.toThrow("closed");
  });

  it.each([
    ["a token before the handshake", [[36, 1, token("\0alice\0x")]], errorCode.ILLEGAL_SASL_STATE],
    ["a mechanism that is not offered", [[17, 1, handshake("GSSAPI")]], errorCode.UNSUPPORTED_SASL_MECHANISM],
    ["tokens without frames", [[17, 0, handshake("PLAIN")]], errorCode.UNSUPPORTED_VERSION],
    [
      "a second handshake",
      [
        [17, 1, handshake("PLAIN")],
        [36, 1, token("\0alice\0alice's = pass, word")],
        [17, 1, handshake("PLAIN")],
      ],
      errorCode.ILLEGAL_SASL_STATE,
    ],
  ] satisfies [string, [number, number, Writer][], number][])("are refused: %s", async (_, requests, error) => {
    await start();
    const client = await connectRaw(broker.addresses[0] ?? "");
    const errors: number[] = [];
    for (const [key, version, body] of requests) errors.push((await client.ask(key, version, body)).int16());
    expect(errors.pop()).toBe(error);
    expect(errors.every((each) => each === errorCode.NONE)).toBe(true);
    client.end();
  });
});
