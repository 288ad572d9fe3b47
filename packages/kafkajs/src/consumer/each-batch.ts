import type { FetchedBatch, KafkaConsumerAdapter } from "../client/kafka-client.js";
import type { ActiveTurns } from "./active-turns.js";
import { createBatchReading } from "./batch-reading.js";
import { runBatch } from "./batch-runner.js";
import { type BatchWork, createBatchWork } from "./batch-work.js";
import type { ConsumerEvent } from "./consumer-event.js";
import { type Heartbeats, startHeartbeats } from "./heartbeats.js";
import type { Lifecycle } from "./lifecycle.js";
import type { MessageControls } from "./message.js";
import type { PartitionPauses } from "./partition-pauses.js";
import { createSchemaGrace } from "./schema-grace.js";
import type { ConsumingSettings } from "./settings.js";
import type { Dispatch } from "./settle.js";
import type { TopicPlan } from "./topic-plan.js";
import { createTurn, type Turn } from "./turn.js";

/** What is needed to work on batches. */
export type EachBatchParts = {
  readonly adapter: KafkaConsumerAdapter;
  readonly settings: ConsumingSettings;
  readonly autoCommit: boolean;
  readonly dispatch: Dispatch;
  readonly lifecycle: Lifecycle;
  readonly turns: ActiveTurns;
  readonly pauses: PartitionPauses;
  readonly planOf: (topic: string) => TopicPlan | undefined;
  readonly report: (event: ConsumerEvent) => void;
};

/** Makes what a client calls with each batch it has fetched. */
export function createEachBatch(parts: EachBatchParts): (batch: FetchedBatch) => Promise<void> {
  const { adapter, settings, autoCommit, lifecycle, turns, pauses, report } = parts;
  const { clock } = settings;
  const grace = createSchemaGrace(settings.unknownSchemaGraceMs, clock);

  function controlsOf(turn: Turn, batch: FetchedBatch, resolve: () => void): MessageControls {
    return {
      signal: turn.signal,
      async heartbeat() {
        try {
          resolve();
          await batch.heartbeat();
        } catch (error) {
          clientFailed(turn, error);
          throw error;
        }
      },
      pause() {
        pauses.hold(turn.topic, [turn.partition]);
        return () => pauses.release(turn.topic, [turn.partition]);
      },
    };
  }

  /** A heartbeat or a commit failed: the client joins again once it has its error back. */
  function clientFailed(turn: Turn, error: unknown): void {
    const halt = { kind: "interrupted", error } as const;
    if (adapter.errorKind(error) === "group") turns.abortAll(halt, new Error("the group rebalances", { cause: error }));
    else turn.end(halt);
  }

  function heartbeatsOf(turn: Turn, batch: FetchedBatch, resolve: () => void): Heartbeats {
    return startHeartbeats({
      clock,
      intervalMs: settings.heartbeatEveryMs,
      onError: (error) => clientFailed(turn, error),
      async beat() {
        checkOutside(turn, batch);
        // Before the heartbeat: when the group rebalances KafkaJS commits there and then.
        resolve();
        await batch.heartbeat();
        if (autoCommit && !turn.isOver) await batch.commitIfDue();
        // Handlers that never wait would otherwise let no timer and no socket have their turn.
        await new Promise((resolve) => setImmediate(resolve));
      },
    });
  }

  function checkOutside(turn: Turn, batch: FetchedBatch): void {
    if (lifecycle.isAsked || !batch.isRunning()) turns.stopAll(settings.stopTimeoutMs);
    else if (batch.isStale()) turn.end({ kind: "stale" });
    else if (pauses.isHeld(turn)) turn.end({ kind: "held" });
  }

  async function eachBatch(batch: FetchedBatch): Promise<void> {
    const plan = parts.planOf(batch.topic);
    if (plan === undefined) throw lifecycle.disguise(new Error(`nobody handles messages of topic "${batch.topic}"`));
    const turn = createTurn(batch, settings.inPlaceWaitMs, clock);
    const memory = turns.memoryOf(batch);
    const persistence = { turn, waits: settings, errorKind: adapter.errorKind, report };
    const controls = controlsOf(turn, batch, () => work.resolve());
    const work: BatchWork = createBatchWork({
      batch,
      memory,
      persistence,
      settings,
      dispatch: parts.dispatch,
      controls,
    });
    turns.begin(turn);
    const heartbeats = heartbeatsOf(turn, batch, work.resolve);
    const run = {
      turn,
      work,
      memory,
      plan,
      heartbeats,
      clock,
      reading: createBatchReading({ reader: plan.reader, persistence, memory, grace }),
      delivery: plan.deliver(work, batch.highWatermark),
      checkOutside: () => checkOutside(turn, batch),
    };
    run.checkOutside();
    const running = runBatch(run).catch((error: unknown) => turn.end({ kind: "failed", error }));
    await Promise.race([running, turn.abandoned]);
    heartbeats.stop();
    work.resolve();
    if (!turn.isOver) work.remember();
    // What still runs may resolve no offset any more: the client might be elsewhere by then.
    turn.abandon();
    turns.finish(turn);
    conclude(turn);
  }

  function conclude(turn: Turn): void {
    const { halt, topic, partition } = turn;
    switch (halt?.kind) {
      case "paused":
        pauses.holdFor(turn, halt.ms);
        report({ type: "paused", topic, partition, forMs: halt.ms });
        return;
      case "interrupted":
        throw halt.error;
      case "failed":
        throw lifecycle.disguise(halt.error);
    }
  }

  return eachBatch;
}
