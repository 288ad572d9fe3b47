import { type SerdeClient, type Step, UsageError } from "@magicbyte/registry";
import type { HandlerErrorPolicy, PoisonPillPolicy } from "../dead-letters/policies.js";
import type { RetryTopics } from "../dead-letters/retry-topics.js";
import { type Clock, systemClock } from "./clock.js";
import type { ConsumerEvent } from "./consumer-event.js";
import { type RetryOptions, type RetrySettings, retrySettings } from "./retry.js";

/** How a consumer reads messages, and what it does about those it cannot handle. */
export type ConsumingOptions = {
  /** The registry: `createRegistryClient({ baseUrl })`. */
  readonly client: SerdeClient;
  /**
   * Whether a group that has committed nothing yet begins with the oldest messages.
   * @default false, as KafkaJS: with those that come from now on
   */
  readonly fromBeginning?: boolean | undefined;
  /**
   * Whether `run` subscribes to its topics. With `false` you have done so yourself, through `raw`.
   * @default true
   */
  readonly subscribe?: boolean | undefined;
  /**
   * What becomes of a message that cannot be read: see {@link PoisonPillPolicy}.
   * @default "throw": consumption ends, `closed` rejects, and nothing is lost while somebody looks into it
   */
  readonly onPoisonPill?: PoisonPillPolicy | undefined;
  /**
   * What becomes of a message whose handler has failed as often as `retry` allows: see {@link HandlerErrorPolicy}. Of
   * `retryTopics(...)` the topics are consumed as well.
   * @default "throw": consumption ends, `closed` rejects, and the message comes again after a restart
   */
  readonly onHandlerError?: HandlerErrorPolicy | undefined;
  /**
   * Retry topics to consume that `onHandlerError` does not name because it is a function.
   * @default those of `onHandlerError`
   */
  readonly retryTopics?: RetryTopics | undefined;
  /** How often a handler that failed is called again, and when. @default three attempts, a moment apart */
  readonly retry?: RetryOptions | undefined;
  /**
   * How many messages of a partition are handled at once; those of one key always one after another, in their order.
   * Messages without a key have none.
   * @default 1: in the order of the partition
   */
  readonly concurrency?: number | undefined;
  /**
   * How many partitions are worked on at once.
   * @default 1, as KafkaJS
   */
  readonly partitionsConsumedConcurrently?: number | undefined;
  /**
   * How long handlers under way may take when the consumer is stopped. What has not ended by then is delivered again.
   * @default 20_000: Kubernetes kills after 30 seconds
   */
  readonly stopTimeoutMs?: number | undefined;
  /**
   * How long the registry may not know a schema before its messages count as poison pills: a register may be on its way.
   * @default 5_000
   */
  readonly unknownSchemaGraceMs?: number | undefined;
  /**
   * How long a batch may wait in place, all waits together. Meanwhile KafkaJS fetches nothing from that broker; longer
   * waits pause the partition.
   * @default 5_000
   */
  readonly inPlaceWaitMs?: number | undefined;
  /**
   * How long a partition is paused each time while the registry or brokers are down.
   * @default 5_000
   */
  readonly pauseMs?: number | undefined;
  /**
   * How often a heartbeat is asked of the client while a handler runs. KafkaJS sends one where its `heartbeatInterval`
   * has passed.
   * @default 500
   */
  readonly heartbeatEveryMs?: number | undefined;
  /**
   * How often what is done is committed while a batch is worked on. It is always committed at its end.
   * @default 5_000
   */
  readonly commitEveryMs?: number | undefined;
  /**
   * Whether schemas are looked for in payloads only, even when a header names one.
   * @default false
   */
  readonly ignoreSchemaHeaders?: boolean | undefined;
  /** What was done to keys on their way, in the order in which it was done when writing. @default nothing */
  readonly keySteps?: readonly Step[] | undefined;
  /** What was done to values on their way, in the order in which it was done when writing. @default nothing */
  readonly valueSteps?: readonly Step[] | undefined;
  /**
   * Told of retries, outages, poison pills and pauses, for logs and metrics.
   * @default nobody
   */
  readonly onEvent?: ((event: ConsumerEvent) => void) | undefined;
};

/** The same with every default in place. */
export type ConsumingSettings = {
  readonly onPoisonPill: PoisonPillPolicy;
  readonly onHandlerError: HandlerErrorPolicy;
  readonly retryTopics: RetryTopics | undefined;
  readonly retry: RetrySettings;
  readonly fromBeginning: boolean;
  readonly subscribe: boolean;
  readonly concurrency: number;
  readonly partitionsConsumedConcurrently: number;
  readonly stopTimeoutMs: number;
  readonly unknownSchemaGraceMs: number;
  readonly inPlaceWaitMs: number;
  readonly pauseMs: number;
  readonly heartbeatEveryMs: number;
  readonly commitEveryMs: number;
  readonly clock: Clock;
  readonly onEvent: (event: ConsumerEvent) => void;
};

/** @throws UsageError when the options cannot be right */
export function consumingSettings(caller: string, options: ConsumingOptions): ConsumingSettings {
  if (options?.client?.schemas === undefined) {
    throw new UsageError(`${caller} needs a \`client\`: createRegistryClient({ baseUrl })`);
  }
  const { onPoisonPill = "throw", onHandlerError = "throw" } = options;
  checkPolicy(caller, "onPoisonPill", onPoisonPill, ["dead-letter"]);
  checkPolicy(caller, "onHandlerError", onHandlerError, ["dead-letter", "retry-topics"]);
  const named =
    typeof onHandlerError === "object" && onHandlerError.kind === "retry-topics" ? onHandlerError : undefined;
  return {
    onPoisonPill,
    onHandlerError,
    retryTopics: options.retryTopics ?? named,
    retry: retrySettings(options.retry),
    fromBeginning: options.fromBeginning ?? false,
    subscribe: options.subscribe ?? true,
    concurrency: atLeast(1, caller, options, "concurrency", 1),
    partitionsConsumedConcurrently: atLeast(1, caller, options, "partitionsConsumedConcurrently", 1),
    stopTimeoutMs: atLeast(0, caller, options, "stopTimeoutMs", 20_000),
    unknownSchemaGraceMs: atLeast(0, caller, options, "unknownSchemaGraceMs", 5_000),
    inPlaceWaitMs: atLeast(0, caller, options, "inPlaceWaitMs", 5_000),
    pauseMs: atLeast(1, caller, options, "pauseMs", 5_000),
    heartbeatEveryMs: atLeast(1, caller, options, "heartbeatEveryMs", 500),
    commitEveryMs: atLeast(0, caller, options, "commitEveryMs", 5_000),
    clock: systemClock,
    onEvent: options.onEvent ?? (() => {}),
  };
}

type NumberOption = {
  [N in keyof ConsumingOptions]: ConsumingOptions[N] extends number | undefined ? N : never;
}[keyof ConsumingOptions];

function atLeast(
  least: number,
  caller: string,
  options: ConsumingOptions,
  name: Extract<NumberOption, string>,
  byDefault: number,
): number {
  const given = options[name] ?? byDefault;
  if (typeof given !== "number" || !(given >= least)) {
    throw new UsageError(`${caller}: \`${name}\` must be a number from ${least} on`);
  }
  return given;
}

function checkPolicy(caller: string, name: string, policy: unknown, kinds: readonly string[]): void {
  if (policy === "throw" || policy === "skip" || typeof policy === "function") return;
  if (typeof policy === "object" && policy !== null && "kind" in policy && kinds.includes(String(policy.kind))) return;
  const others = kinds.includes("retry-topics") ? "deadLetter(...), retryTopics(...)" : "deadLetter(...)";
  throw new UsageError(`${caller}: \`${name}\` must be "throw", "skip", ${others} or a function`);
}
