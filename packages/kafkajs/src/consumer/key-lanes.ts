/** A piece of work. */
export type LaneTask = () => Promise<void>;

/** Runs work in parallel, but for each key one after another. */
export type KeyLanes = {
  /** Takes work. A promise where there is no room for more: wait for it before the next call. */
  push(key: string | undefined, task: LaneTask): Promise<void> | undefined;
  /** Resolves when all that was taken has ended; rejects with what the first of it that failed did. */
  drain(): Promise<void>;
};

/** How much is done at once, and how much is taken before whoever gives it has to wait. */
export type KeyLanesOptions = { readonly concurrency: number; readonly capacity: number };

type Queued = { readonly key: string | undefined; readonly task: LaneTask };

/** Work without a key has no order to keep. Work of other keys overtakes a key that is busy, up to the capacity. */
export function createKeyLanes({ concurrency, capacity }: KeyLanesOptions): KeyLanes {
  /** What waits for a key that is busy. */
  const behind = new Map<string, LaneTask[]>();
  const ready: Queued[] = [];
  let running = 0;
  let held = 0;
  let failed: { readonly error: unknown } | undefined;
  let watchers: { readonly limit: number; readonly resolve: () => void }[] = [];

  function start(queued: Queued): void {
    running++;
    void queued
      .task()
      .catch((error: unknown) => {
        failed ??= { error };
      })
      .then(() => {
        running--;
        held--;
        free(queued.key);
        pump();
        notify();
      });
  }

  function free(key: string | undefined): void {
    if (key === undefined) return;
    const task = behind.get(key)?.shift();
    if (task === undefined) behind.delete(key);
    else ready.push({ key, task });
  }

  function pump(): void {
    while (running < concurrency) {
      const next = ready.shift();
      if (next === undefined) return;
      start(next);
    }
  }

  function notify(): void {
    if (!watchers.some(({ limit }) => held <= limit)) return;
    const due = watchers.filter(({ limit }) => held <= limit);
    watchers = watchers.filter(({ limit }) => held > limit);
    for (const { resolve } of due) resolve();
  }

  function untilHeldAtMost(limit: number): Promise<void> {
    return held <= limit ? Promise.resolve() : new Promise((resolve) => watchers.push({ limit, resolve }));
  }

  return {
    push(key, task) {
      held++;
      const queue = key === undefined ? undefined : behind.get(key);
      if (queue !== undefined) queue.push(task);
      else {
        if (key !== undefined) behind.set(key, []);
        ready.push({ key, task });
        pump();
      }
      return held < capacity ? undefined : untilHeldAtMost(capacity - 1);
    },
    async drain() {
      await untilHeldAtMost(0);
      if (failed !== undefined) throw failed.error;
    },
  };
}
