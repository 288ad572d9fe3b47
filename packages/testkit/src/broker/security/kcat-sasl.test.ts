import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Broker } from "../broker.js";
import { startBroker } from "../start-broker.js";

const kcat = promisify(execFile);
const isInstalled = spawnSync("kcat", ["-V"]).status === 0;
const user = { username: "alice", password: "secret" };

/** librdkafka checks what the server proves, and words its final message in a way of its own. */
describe.skipIf(!isInstalled)("SASL with librdkafka (skipped where kcat is not installed)", () => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await startBroker({ sasl: { users: [user] } });
    await broker.createTopic("the-topic");
  });

  afterAll(() => broker.stop());

  const list = (mechanism: string, password: string, patienceSeconds = 20) =>
    kcat("kcat", [
      ...["-L", "-m", `${patienceSeconds}`, "-b", broker.addresses[0] ?? ""],
      ...["-X", "security.protocol=SASL_PLAINTEXT", "-X", `sasl.mechanism=${mechanism}`],
      ...["-X", `sasl.username=${user.username}`, "-X", `sasl.password=${password}`],
    ]);

  it.each(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])("lets a user in with %s", async (mechanism) => {
    expect((await list(mechanism, user.password)).stdout).toContain('topic "the-topic"');
  });

  it("says why it keeps one out", async () => {
    // It tries until its time is over, whatever it is told.
    await expect(list("SCRAM-SHA-256", "guess", 3)).rejects.toMatchObject({
      stderr: expect.stringContaining("invalid credentials with SASL mechanism SCRAM-SHA-256"),
    });
  });
});
