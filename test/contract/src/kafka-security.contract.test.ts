import { readFileSync } from "node:fs";
import { type Broker, startBroker } from "@magicbyte/testkit/broker";
import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from "kafkajs";
import { describe, expect, it } from "vitest";
import { EMBEDDED_ONLY, isEmbedded } from "./kafka/kafka-under-test.js";
import { kcat, kcatMissing } from "./kafka/kcat.js";
import { arrive, gather, values } from "./kafka/received.js";

const skipped = isEmbedded ? "" : ` (${EMBEDDED_ONLY})`;
const certificates = new URL("../../../packages/registry/test/tls/", import.meta.url);
const pem = (name: string) => readFileSync(new URL(name, certificates), "utf8");
const users = [{ username: "alice", password: "secret, naïve and = long" }];
const [alice = { username: "", password: "" }] = users;
const mechanisms = ["plain", "scram-sha-256", "scram-sha-512"] as const;

function clientOf(broker: Broker, config: Partial<KafkaConfig>): Kafka {
  return new Kafka({ brokers: [...broker.addresses], logLevel: logLevel.NOTHING, retry: { retries: 0 }, ...config });
}

/** Writes a message and reads it in a group. */
async function roundTrip(kafka: Kafka): Promise<(string | null)[]> {
  const [producer, consumer] = [kafka.producer(), kafka.consumer({ groupId: "secured", maxWaitTimeInMs: 50 })];
  try {
    await Promise.all([producer.connect(), consumer.connect()]);
    await producer.send({ topic: "secured", messages: [{ value: "there" }] });
    const messages = await gather(consumer, "secured");
    await arrive(messages, 1);
    return values(messages);
  } finally {
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
  }
}

function sasl(mechanism: (typeof mechanisms)[number], { username, password } = alice): SASLOptions {
  return { mechanism, username, password };
}

describe.skipIf(!isEmbedded)(`a broker with users${skipped}`, () => {
  it.each(mechanisms)("serves who logs in with %s, and nobody else", async (mechanism) => {
    await using broker = await startBroker({ sasl: { users } });
    expect(await roundTrip(clientOf(broker, { sasl: sasl(mechanism) }))).toEqual(["there"]);
    await expect(
      roundTrip(clientOf(broker, { sasl: sasl(mechanism, { ...alice, password: "wrong" }) })),
    ).rejects.toMatchObject({
      name: "KafkaJSSASLAuthenticationError",
    });
    const stranger = sasl(mechanism, { ...alice, username: "bob" });
    await expect(roundTrip(clientOf(broker, { sasl: stranger }))).rejects.toMatchObject({
      name: "KafkaJSSASLAuthenticationError",
    });
    await expect(roundTrip(clientOf(broker, {}))).rejects.toThrow();
  });

  it("refuses a mechanism that it does not offer", async () => {
    await using broker = await startBroker({ sasl: { users, mechanisms: ["SCRAM-SHA-512"] } });
    const refused = roundTrip(clientOf(broker, { sasl: sasl("plain") }));
    await expect(refused).rejects.toThrow(/does not support|mechanism/i);
    expect(await roundTrip(clientOf(broker, { sasl: sasl("scram-sha-512") }))).toEqual(["there"]);
  });
});

describe.skipIf(!isEmbedded)(`a broker with TLS${skipped}`, () => {
  const server = { key: pem("server.key"), cert: pem("server.pem") };

  it("serves who trusts its certificate, and shows itself to nobody else", async () => {
    await using broker = await startBroker({ tls: server });
    expect(await roundTrip(clientOf(broker, { ssl: { ca: pem("ca.pem") } }))).toEqual(["there"]);
    await expect(roundTrip(clientOf(broker, { ssl: { ca: pem("other-ca.pem") } }))).rejects.toThrow(/certificate/);
    await expect(roundTrip(clientOf(broker, { connectionTimeout: 500 }))).rejects.toThrow();
  });

  it("asks for a client's certificate where it is told to", async () => {
    await using broker = await startBroker({
      tls: { ...server, ca: pem("ca.pem"), requestCert: true, rejectUnauthorized: true },
    });
    const client = { ca: pem("ca.pem"), cert: pem("client.pem"), key: pem("client.key") };
    expect(await roundTrip(clientOf(broker, { ssl: client }))).toEqual(["there"]);
    await expect(roundTrip(clientOf(broker, { ssl: { ca: pem("ca.pem") } }))).rejects.toThrow();
  });

  it.each(mechanisms)("keeps a password given with %s from the wire", async (mechanism) => {
    await using broker = await startBroker({ tls: server, sasl: { users } });
    const ssl = { ca: pem("ca.pem") };
    expect(await roundTrip(clientOf(broker, { ssl, sasl: sasl(mechanism) }))).toEqual(["there"]);
  });
});

const noKcat = !isEmbedded || kcatMissing !== undefined;

describe.skipIf(noKcat)(
  `kcat, at a broker with users and TLS${skipped || (kcatMissing ? ` (${kcatMissing})` : "")}`,
  () => {
    it.each(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])("logs in with %s", async (mechanism) => {
      await using broker = await startBroker({
        tls: { key: pem("server.key"), cert: pem("server.pem") },
        sasl: { users },
      });
      const settings = {
        "security.protocol": "sasl_ssl",
        "ssl.ca.location": new URL("ca.pem", certificates).pathname,
        "sasl.mechanisms": mechanism,
        "sasl.username": alice.username,
        "sasl.password": alice.password,
      };
      const args = Object.entries(settings).flatMap(([name, value]) => ["-X", `${name}=${value}`]);
      await kcat(broker.addresses, ["-P", "-t", "secured", ...args], "from kcat\n");
      expect(await kcat(broker.addresses, ["-C", "-t", "secured", "-e", "-q", ...args])).toBe("from kcat\n");
    });
  },
);
