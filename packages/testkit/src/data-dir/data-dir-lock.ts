import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** Which process holds a directory. */
type Holder = {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as its system counts: a process id alone is given out again, and is 1 in every container. */
  readonly started: string | undefined;
  /** Two locks of one process differ too. */
  readonly token: string;
};

/** Who uses a directory: a registry and a broker may have the same one. */
export type DataDirUser = "registry" | "broker";

const PLURAL: Readonly<Record<DataDirUser, string>> = { registry: "registries", broker: "brokers" };

/** How often a lock is tried for when others come and go at the same moment. */
const ATTEMPTS = 20;
/** How often a holder shows that it lives, to those that cannot see its process: other machines and containers. */
const SIGN_OF_LIFE_MS = 5_000;
/** After how long without a sign they take it for dead. */
const SILENCE_MS = 30_000;

/**
 * Makes this process the only one that uses a directory, and returns what gives it up. The lock of a process that is
 * dead is taken over; that of a living one is an error. `onLost` is called if somebody takes the lock away, which
 * happens to a process that was halted for long.
 */
export function lockDataDir(dataDir: string, onLost: () => void, user: DataDirUser = "registry"): () => void {
  const path = join(dataDir, `${user}.lock`);
  const own: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid), token: randomUUID() };
  const text = `${JSON.stringify(own)}\n`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const now = writeLock(path, text);
    if (now === undefined) return keep(path, text, onLost);
    const found = readIfThere(path);
    if (found === undefined) continue;
    const holder = parse(found);
    if (holder !== undefined && isAlive(holder, now - lastSign(path))) throw inUse(dataDir, holder, user);
    takeAway(path, found);
  }
  throw new Error(`dataDir ${dataDir} cannot be locked: other processes take and leave ${path} all the time`);
}

function keep(path: string, text: string, onLost: () => void): () => void {
  const timer = setInterval(() => {
    try {
      if (readIfThere(path) === text) {
        const now = new Date();
        utimesSync(path, now, now);
        return;
      }
    } catch {
      // A disk that cannot be read just now says nothing of the lock; the next look may.
      return;
    }
    clearInterval(timer);
    onLost();
  }, SIGN_OF_LIFE_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    if (readIfThere(path) === text) rmSync(path, { force: true });
  };
}

/** Writes the lock. Where there is one already, returns what time it is by the clock of that disk. */
function writeLock(path: string, text: string): number | undefined {
  // Written elsewhere and linked: nobody may see a lock that is still empty, and take it for that of a dead process.
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, path);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return statSync(draft).mtimeMs;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function lastSign(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return Number.NEGATIVE_INFINITY;
  }
}

/** Removes a stale lock; one that another process has put there in the meantime is put back. */
function takeAway(path: string, stale: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") !== stale) linkSync(aside, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const holder: Partial<Holder> = JSON.parse(text);
    return typeof holder.pid === "number" && typeof holder.host === "string" ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder, silenceMs: number): boolean {
  if (holder.host !== hostname()) return silenceMs < SILENCE_MS;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: there is such a process, it only belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const started = startOf(holder.pid);
  return started === undefined || holder.started === undefined || started === holder.started;
}

/** When a process began, counted from a boot that has a name; undefined on systems without /proc. */
function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in brackets, which may hold blanks: what follows begins with the third.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return ticks === undefined ? undefined : `${boot}/${ticks}`;
  } catch {
    return undefined;
  }
}

function inUse(dataDir: string, { pid, host }: Holder, user: DataDirUser): Error {
  const [where, wayOut] =
    host === hostname()
      ? [`process ${pid}`, "Stop it, or give another dataDir"]
      : [
          `process ${pid} on ${host}`,
          `Stop it, or give another dataDir; if it was killed, its lock ends ${SILENCE_MS / 1000} s later`,
        ];
  return new Error(`dataDir ${dataDir} is in use by ${where}: two ${PLURAL[user]} cannot share one. ${wayOut}`);
}
