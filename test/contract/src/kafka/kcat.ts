import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { until } from "./until.js";

/** Why the tests of kcat are skipped; undefined where it can be run. */
export const kcatMissing: string | undefined = spawnSync("kcat", ["-V"]).error
  ? "skipped: kcat is not on the PATH (Debian, Ubuntu: apt-get install kcat)"
  : undefined;

/** A consumer checks every checksum, and does not wait long for what is not there. */
const CONSUMER = ["-X", "check.crcs=true", "-X", "fetch.wait.max.ms=20", "-X", "auto.offset.reset=earliest"];

/**
 * Runs kcat and returns its standard output.
 *
 * @throws where it fails, with what it said
 */
export async function kcat(addresses: readonly string[], args: readonly string[], input = ""): Promise<string> {
  const running = startKcat(addresses, args);
  running.process.stdin?.end(input);
  const code = await running.exit;
  if (code !== 0) throw new Error(`kcat ${args.join(" ")} ended with ${code}: ${running.stderr()}`);
  return running.stdout();
}

/** Writes lines to a topic, each of them a message. */
export async function kcatProduce(
  addresses: readonly string[],
  topic: string,
  lines: readonly string[],
  args: readonly string[] = [],
): Promise<void> {
  await kcat(addresses, ["-P", "-t", topic, ...args], lines.map((line) => `${line}\n`).join(""));
}

/** What `kcat -J` says of a message. */
export type KcatMessage = {
  readonly partition: number;
  readonly offset: number;
  readonly tstype: string;
  readonly ts: number;
  readonly key: string | null;
  readonly payload: string | null;
  readonly headers?: readonly (string | null)[];
};

/** Reads a topic to its end. */
export async function kcatConsume(
  addresses: readonly string[],
  topic: string,
  args: readonly string[] = [],
): Promise<KcatMessage[]> {
  const output = await kcat(addresses, ["-C", "-t", topic, "-e", "-q", "-J", ...CONSUMER, ...args]);
  return parseLines(output);
}

/** A member of a group that runs until it is killed. */
export type KcatMember = {
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
  messages(): KcatMessage[];
  /** The partitions it owns. */
  assigned(): number[];
  stderr(): string;
};

/** Starts a member of a group. */
export function kcatMember(
  addresses: readonly string[],
  group: string,
  topic: string,
  args: readonly string[] = [],
): KcatMember {
  const running = startKcat(addresses, ["-G", group, topic, "-u", "-J", ...CONSUMER, ...args]);
  return {
    ...running,
    messages: () => parseLines(running.stdout()),
    assigned: () => owned(running.stderr()),
  };
}

/** Lets a member leave its group, and waits until it has. */
export async function stopKcat(member: KcatMember): Promise<void> {
  member.process.kill("SIGTERM");
  await until(
    "kcat to end",
    () => member.process.exitCode !== null || member.process.signalCode !== null,
    member.stderr,
  );
}

function startKcat(addresses: readonly string[], args: readonly string[]) {
  const child = spawn("kcat", ["-b", addresses.join(","), ...args], { stdio: ["pipe", "pipe", "pipe"] });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // What it did not read any more when it ended.
  child.stdin.on("error", () => {});
  return {
    process: child,
    exit: new Promise<number | null>((resolve) => child.on("close", resolve)),
    stdout: () => Buffer.concat(stdout).toString(),
    stderr: () => Buffer.concat(stderr).toString(),
  };
}

/** What a member owns after all that it said of rebalances: of whole assignments, or of what came and what went. */
function owned(stderr: string): number[] {
  const partitions = new Set<number>();
  for (const line of stderr.split("\n").filter((text) => text.includes(" rebalanced"))) {
    if (!line.includes("incremental")) partitions.clear();
    const lost = line.includes("revoke");
    for (const [, number] of line.matchAll(/\[(\d+)\]/g)) {
      if (lost) partitions.delete(Number(number));
      else partitions.add(Number(number));
    }
  }
  return [...partitions].sort();
}

/** The last line may not be complete yet. */
function parseLines(output: string): KcatMessage[] {
  return output
    .slice(0, output.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as KcatMessage);
}
