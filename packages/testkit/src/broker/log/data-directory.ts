import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { lockDataDir } from "../../data-dir/data-dir-lock.js";
import { readJsonFile, writeJsonFile } from "./durable-file.js";
import { fileStateStore } from "./file-state-store.js";
import type { Persistence } from "./persistence.js";
import { segmentStorage } from "./segment-storage.js";
import type { StateStore } from "./state-store.js";

/** Raised when files are laid out otherwise than before. */
const FORMAT = 1;

/**
 * Opens, or makes, a directory that holds a cluster, and keeps others out of it until it is closed.
 *
 * @param onLost told when another process takes the directory all the same, as it may after this one was halted for long
 *
 * @throws Error when another broker has it, or when it was written by a version that lays it out in another way
 */
export function openDataDirectory(path: string, onLost: () => void = () => {}): Persistence {
  const directory = resolve(path);
  const logs = join(directory, "logs");
  mkdirSync(logs, { recursive: true });
  const unlock = lockDataDir(directory, onLost, "broker");
  try {
    checkFormat(directory);
  } catch (error) {
    unlock();
    throw error;
  }
  const stores: StateStore<unknown>[] = [];

  const removeTopic = (topicId: string) => rmSync(join(logs, topicId), { recursive: true, force: true });

  return {
    state<T>(name: string) {
      const store = fileStateStore<T>(join(directory, `${name}.state`));
      stores.push(store as StateStore<unknown>);
      return store;
    },
    log: (topicId, partition) => segmentStorage(join(logs, topicId, String(partition))),
    keepTopics(topicIds) {
      for (const name of readdirSync(logs)) if (!topicIds.has(name)) removeTopic(name);
    },
    removeTopic,
    close() {
      for (const store of stores) store.close();
      unlock();
    },
  };
}

function checkFormat(directory: string): void {
  const path = join(directory, "format.json");
  const found = readJsonFile(path) as { readonly format?: unknown } | undefined;
  if (found === undefined) writeJsonFile(path, { format: FORMAT });
  else if (found.format !== FORMAT) {
    throw new Error(
      `${directory} holds data in format ${String(found.format)}, and this version reads ${FORMAT}: use another directory, or delete it`,
    );
  }
}
