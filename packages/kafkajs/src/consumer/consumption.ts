import { UsageError } from "@magicbyte/registry";
import type { KafkaConsumerAdapter, TopicPartition } from "../client/kafka-client.js";
import type { AnyTopic } from "../topics/define-topic.js";
import { createActiveTurns } from "./active-turns.js";
import type { ConsumerEvent } from "./consumer-event.js";
import type { Deliver } from "./delivery.js";
import { createEachBatch } from "./each-batch.js";
import { createLifecycle, type Lifecycle } from "./lifecycle.js";
import { type Assignment, createPartitionPauses, type PartitionPauses } from "./partition-pauses.js";
import type { ConsumingSettings } from "./settings.js";
import type { Dispatch } from "./settle.js";
import { type TopicPlan, topicPlans } from "./topic-plan.js";
import type { TopicReaderOptions } from "./topic-reader.js";

/** Consumption of topics by one consumer: once, from start to stop. */
export type Consumption = {
  readonly lifecycle: Lifecycle;
  readonly pauses: PartitionPauses;
  /** Connects, subscribes, and resolves when the group has been joined. */
  start(topics: readonly { readonly topic: AnyTopic; readonly deliver: Deliver }[]): Promise<void>;
  /** Lets handlers under way finish, for a time, commits what is done, leaves the group and disconnects. */
  stop(): Promise<void>;
};

/** What consumption is made of. */
export type ConsumptionParts = {
  readonly adapter: KafkaConsumerAdapter;
  readonly settings: ConsumingSettings;
  readonly readerOptions: TopicReaderOptions;
  /** Whether the client commits what is done, or whoever handles it. */
  readonly autoCommit: boolean;
  readonly dispatch: Dispatch;
  readonly onAssigned?: ((assignment: Assignment, groupId: string) => void) | undefined;
  /** Called once consumption has ended; `stop` waits for it. */
  readonly onEnded?: (() => Promise<void>) | undefined;
};

export function createConsumption(parts: ConsumptionParts): Consumption {
  const { adapter, settings, autoCommit } = parts;
  const { clock } = settings;
  const turns = createActiveTurns(clock);
  const client = { pause: whileRunning(adapter.pause), resume: whileRunning(adapter.resume) };
  const pauses = createPartitionPauses(client, clock, (place) => report({ type: "resumed", ...place }));
  let plans: ReadonlyMap<string, TopicPlan> = new Map();
  let unlisten: () => void = () => {};
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  let cleaningUp: Promise<void> | undefined;

  const lifecycle = createLifecycle({
    clock,
    fatalError: adapter.fatalError,
    onEnded() {
      unlisten();
      pauses.clear();
      endTurns();
      cleaningUp = parts.onEnded?.();
    },
  });

  function report(event: ConsumerEvent): void {
    try {
      settings.onEvent(event);
    } catch (error) {
      // A listener's failure is nobody's here, and must not vanish either.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  function endTurns(): void {
    turns.stopAll(settings.stopTimeoutMs);
  }

  async function begin(): Promise<void> {
    unlisten = adapter.listen({
      onJoined(assignment, groupId) {
        turns.keepOnly(assignment);
        pauses.reconcile(assignment);
        parts.onAssigned?.(assignment, groupId);
        lifecycle.joined();
      },
      onCrash(error, restarting) {
        if (!restarting) lifecycle.crashed(error);
      },
      onStopped: lifecycle.stopped,
    });
    try {
      await adapter.connect();
      if (settings.subscribe) await adapter.subscribe([...plans.keys()], settings.fromBeginning);
      await adapter.run({
        autoCommit,
        autoCommitIntervalMs: settings.commitEveryMs,
        partitionsConcurrently: settings.partitionsConsumedConcurrently,
        eachBatch: createEachBatch({
          adapter,
          settings,
          autoCommit,
          dispatch: parts.dispatch,
          lifecycle,
          turns,
          pauses,
          planOf: (topic) => plans.get(topic),
          report,
        }),
      });
      // Others say when the group has been joined: they resolve before that, and although they have crashed.
      if (!adapter.capabilities.rebalanceEvents) lifecycle.joined();
    } catch (error) {
      lifecycle.failedToStart(error);
      await adapter.disconnect().catch(() => {});
    }
    await lifecycle.started;
  }

  async function end(): Promise<void> {
    lifecycle.ask();
    endTurns();
    try {
      // A client that is stopped while it joins would join nevertheless.
      if (starting !== undefined) await within(starting, settings.stopTimeoutMs);
      await adapter.disconnect();
    } finally {
      lifecycle.ended();
      await cleaningUp;
    }
  }

  async function within(promise: Promise<void>, ms: number): Promise<void> {
    let cancel: () => void = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = clock.after(ms, resolve);
    });
    await Promise.race([promise.catch(() => {}), late]);
    cancel();
  }

  return {
    lifecycle,
    pauses,
    async start(topics) {
      if (starting !== undefined || stopping !== undefined) {
        throw new UsageError(
          "a consumer runs once: give all its topics in one call, run([on(users, ...), on(orders, ...)]), or make another",
        );
      }
      plans = topicPlans(topics, parts.readerOptions, settings);
      starting = begin();
      await starting;
    },
    stop() {
      stopping ??= end();
      return stopping;
    },
  };
}

/** A client that does not run cannot pause. What is held is made up for when the group is joined. */
function whileRunning(action: (partitions: readonly TopicPartition[]) => void) {
  return (partitions: readonly TopicPartition[]) => {
    try {
      action(partitions);
    } catch {}
  };
}
