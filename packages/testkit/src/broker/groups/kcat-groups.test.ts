import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Broker } from "../broker.js";
import { startBroker } from "../start-broker.js";

const kcat = promisify(execFile);
const isInstalled = spawnSync("kcat", ["-V"]).status === 0;

/** KafkaJS has no static members, and asks for older versions of what has to do with offsets. */
describe.skipIf(!isInstalled)("a static member of librdkafka (skipped where kcat is not installed)", () => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await startBroker();
    await broker.createTopic("t");
    await broker.produce(
      "t",
      ["1", "2", "3", "4", "5"].map((value) => ({ value })),
    );
  });

  afterAll(() => broker.stop());

  const consume = async (count: number) => {
    const { stdout } = await kcat("kcat", [
      ...["-b", broker.addresses[0] ?? "", "-G", "g", "-c", `${count}`],
      ...["-X", "group.instance.id=one", "-X", "auto.offset.reset=earliest", "-X", "check.crcs=true", "t"],
    ]);
    const [group] = broker.groups();
    return { values: stdout.trim().split("\n"), state: group?.state, members: group?.members ?? [] };
  };

  it("keeps its place while it is away, and goes on where it stopped", async () => {
    const first = await consume(2);
    expect(first).toMatchObject({ values: ["1", "2"], state: "Stable", members: [{ instanceId: "one" }] });
    const second = await consume(3);
    expect(second).toMatchObject({ values: ["3", "4", "5"], state: "Stable", members: [{ instanceId: "one" }] });
    expect(second.members).toHaveLength(1);
    expect(second.members[0]?.memberId).not.toBe(first.members[0]?.memberId);
  });
});
