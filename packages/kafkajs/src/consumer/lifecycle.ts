import type { Clock } from "./clock.js";
import { createDeferred } from "./deferred.js";

/** Whether consumption has begun, goes on, and how it ends. */
export type Lifecycle = {
  /** Resolves when the group has been joined for the first time; rejects when consumption ended before. */
  readonly started: Promise<void>;
  /** Resolves when consumption ended because that was asked for, rejects with what else ended it. */
  readonly closed: Promise<void>;
  /** Whether the end was asked for: whatever comes then is no failure. */
  readonly isAsked: boolean;
  /** What the client is thrown in place of an error that is to end consumption. */
  disguise(error: unknown): Error;
  /** The group has been joined. */
  joined(): void;
  /** The client has ended consumption by an error, and does not begin anew. */
  crashed(error: unknown): void;
  /** The client has stopped. Unless a crash follows, somebody asked it to. */
  stopped(): void;
  /** The end is asked for. */
  ask(): void;
  /** Consumption has ended as it was asked to. */
  ended(): void;
  /** It could not begin: whoever called `run` is told. */
  failedToStart(error: unknown): void;
};

/** What a lifecycle is made of. */
export type LifecycleParts = {
  readonly clock: Clock;
  /** Makes an error that ends the client's consumption for good. */
  readonly fatalError: (error: Error) => Error;
  /** Called once, when consumption has ended in whatever way. */
  readonly onEnded: () => void;
};

/** A client that crashes stops, disconnects, and only then says that it crashed. */
const CRASH_FOLLOWS_WITHIN_MS = 3_000;
/** Whoever asks for `closed` a moment late has still asked. */
const ASKED_WITHIN_MS = 1_000;

/** An end that nobody hears of becomes an unhandled rejection: a service that consumes no more must not seem well. */
export function createLifecycle({ clock, fatalError, onEnded }: LifecycleParts): Lifecycle {
  const started = createDeferred();
  const closed = createDeferred();
  /** What was thrown to the client, and what it stands for. */
  const originals = new WeakMap<Error, { readonly error: unknown }>();
  let isAsked = false;
  let isOver = false;
  let isHeard = false;
  let cancelStopped: () => void = () => {};

  function over(): boolean {
    if (isOver) return false;
    isOver = true;
    cancelStopped();
    onEnded();
    return true;
  }

  function ended(): void {
    if (!over()) return;
    started.reject(new Error("the consumer was stopped before it had started"));
    closed.resolve();
  }

  function fail(error: unknown): void {
    if (!over()) return;
    started.reject(error);
    closed.reject(error);
    if (isHeard) return;
    const raiseUnheard = () => {
      if (!isHeard) void Promise.reject(error);
    };
    clock.after(ASKED_WITHIN_MS, raiseUnheard, "keep-alive");
  }

  /** The client wraps what it is thrown. */
  function originalOf(crash: unknown): unknown {
    for (let each = crash; each instanceof Error; each = each.cause) {
      const original = originals.get(each);
      if (original !== undefined) return original.error;
      if (each.cause === each) break;
    }
    return crash;
  }

  return {
    started: started.promise,
    get closed() {
      isHeard = true;
      return closed.promise;
    },
    get isAsked() {
      return isAsked;
    },
    disguise(error) {
      const fatal = fatalError(error instanceof Error ? error : new Error(String(error)));
      originals.set(fatal, { error });
      return fatal;
    },
    joined() {
      cancelStopped();
      started.resolve();
    },
    crashed(error) {
      if (isAsked) ended();
      else fail(originalOf(error));
    },
    stopped() {
      if (isAsked || isOver) return;
      cancelStopped();
      cancelStopped = clock.after(CRASH_FOLLOWS_WITHIN_MS, ended);
    },
    ask() {
      isAsked = true;
    },
    ended,
    failedToStart(error) {
      isHeard = true;
      fail(error);
    },
  };
}
