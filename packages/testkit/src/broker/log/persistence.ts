import { type LogStorage, noStorage } from "./log-storage.js";
import { memoryStateStore, type StateStore } from "./state-store.js";

/** Where a cluster keeps what it must not forget. */
export interface Persistence {
  /** State by key; the same name gives the same state at the next start. Asked for once a start. */
  state<T>(name: string): StateStore<T>;
  log(topicId: string, partition: number): LogStorage;
  /** Takes away what is left of topics other than these. */
  keepTopics(topicIds: ReadonlySet<string>): void;
  removeTopic(topicId: string): void;
  /** Lets another process have the directory. */
  close(): void;
}

/** Forgets all when the broker stops. */
export function noPersistence(): Persistence {
  return {
    state: () => memoryStateStore(),
    log: () => noStorage(),
    keepTopics() {},
    removeTopic() {},
    close() {},
  };
}
