import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lockDataDir } from "./data-dir-lock.js";

let folder: string;
const lost = () => {};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "magicbyte-lock-"));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const lockFile = () => join(folder, "registry.lock");

function writeLock(holder: object | string, ageMs = 0) {
  writeFileSync(lockFile(), typeof holder === "string" ? holder : JSON.stringify(holder));
  const then = new Date(Date.now() - ageMs);
  utimesSync(lockFile(), then, then);
}

describe("lockDataDir", () => {
  it("keeps a second user out, in the same process too, until it is given up", () => {
    const unlock = lockDataDir(folder, lost);
    expect(() => lockDataDir(folder, lost)).toThrow(
      `dataDir ${folder} is in use by process ${process.pid}: two registries cannot share one. Stop it, or give another dataDir`,
    );
    unlock();
    expect(readdirSync(folder)).toEqual([]);
    lockDataDir(folder, lost)();
  });

  it("takes over the lock of a process that is dead, and leaves no other file behind", async () => {
    const child = spawn(process.execPath, ["--eval", ""]);
    await once(child, "exit");
    writeLock({ pid: child.pid, host: hostname(), token: "theirs" });
    const unlock = lockDataDir(folder, lost);
    expect(readdirSync(folder)).toEqual(["registry.lock"]);
    expect(JSON.parse(readFileSync(lockFile(), "utf8")).pid).toBe(process.pid);
    unlock();
  });

  it.runIf(process.platform === "linux")("takes over where a living process has the id of the dead one", () => {
    writeLock({ pid: process.pid, host: hostname(), started: "an earlier boot/12345", token: "theirs" });
    lockDataDir(folder, lost)();
    expect(existsSync(lockFile())).toBe(false);
  });

  it.each([
    { what: "empty", text: "" },
    { what: "no JSON", text: "12345" },
    { what: "no lock", text: "{}" },
  ])("takes over a lock that is $what", ({ text }) => {
    writeLock(text);
    lockDataDir(folder, lost)();
  });

  it("of a process of another machine or container it sees only signs of life: the last may be 30 s old", () => {
    writeLock({ pid: 1, host: "elsewhere", token: "theirs" }, 20_000);
    expect(() => lockDataDir(folder, lost)).toThrow(
      "is in use by process 1 on elsewhere: two registries cannot share one. Stop it, or give another dataDir; if it was killed, its lock ends 30 s later",
    );
    writeLock({ pid: 1, host: "elsewhere", token: "theirs" }, 31_000);
    lockDataDir(folder, lost)();
  });

  it("gives signs of life, and notices when the lock was taken away", () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const onLost = vi.fn();
    const unlock = lockDataDir(folder, onLost);
    const own = readFileSync(lockFile(), "utf8");
    writeLock(own, 60_000);
    vi.advanceTimersByTime(5_000);
    expect(onLost).not.toHaveBeenCalled();
    writeLock({ pid: 1, host: "elsewhere", token: "theirs" });
    vi.advanceTimersByTime(5_000);
    expect(onLost).toHaveBeenCalledTimes(1);
    unlock();
    expect(JSON.parse(readFileSync(lockFile(), "utf8")).host).toBe("elsewhere");
  });

  it("lets one of many processes in that come at the same time over a stale lock", async () => {
    writeLock({ pid: 2 ** 22 + 1, host: hostname(), token: "theirs" });
    const results = await Promise.all(
      Array.from({ length: 20 }, async () => {
        await new Promise(setImmediate);
        try {
          return lockDataDir(folder, lost);
        } catch {
          return undefined;
        }
      }),
    );
    const holders = results.filter((unlock) => unlock !== undefined);
    expect(holders).toHaveLength(1);
    holders[0]?.();
  });
});
