import { validateHeaderName, validateHeaderValue } from "node:http";
import type { Interception } from "../../control/interception.js";
import type { Call } from "./call.js";
import { parsePattern, type RouteName } from "./pattern.js";

/** An answer, be it the registry's or one that stands in for it. */
export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
};

/** What happens to a call instead of, or before, what the registry does. */
export type InterceptAction =
  /** The connection is reset: the registry does nothing. */
  | "reset"
  /** No answer, until the client gives up or the registry is stopped: the registry does nothing. */
  | "hang"
  /** An answer in the registry's place, after a delay if you like. */
  | (Answer & { readonly delayMs?: number | undefined })
  /** A delay; then the registry answers. */
  | { readonly delayMs: number; readonly status?: undefined }
  /**
   * Anything: return an answer, the registry's own with `next()` (changed, if you like), `"reset"` or `"hang"`. Async,
   * so that TypeScript knows `"reset"` from any string.
   */
  | ((call: Call, next: () => Promise<RegistryAnswer>) => Promise<InterceptResult>);

/** What the registry answers, as text. */
export type RegistryAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What a function that intercepts returns. */
export type InterceptResult = Answer | "reset" | "hang";

/** How long an interception lasts. */
export type InterceptOptions = {
  /**
   * How many calls it is for; those after it go through.
   * @default Infinity
   */
  readonly times?: number | undefined;
};

/** What came of a call: an answer, or a connection that is cut. */
export type Outcome = Required<Answer> | "reset";

/** A signal for when a client leaves. Most requests never ask for one, and so do not pay for it. */
export type Gone = () => AbortSignal;

/** The faults that tests have asked for. */
export type Interceptions = {
  /** Adds one. The one added last is asked first. */
  add(pattern: string, action: InterceptAction, options?: InterceptOptions): Interception;
  /** Takes all of them away, and ends what waits because of them. */
  clear(): void;
  /** Sends a call through: the signal of `gone` is aborted when nobody waits for the answer any more. */
  run(call: Call, gone: Gone, registry: () => Promise<RegistryAnswer>): Promise<Outcome>;
};

type Entry = {
  readonly fits: (call: Call) => boolean;
  readonly action: InterceptAction;
  readonly times: number;
  hits: number;
};

/** Interceptions of the routes given. */
export function createInterceptions(routes: readonly RouteName[]): Interceptions {
  const all = new Set<Entry>();
  let cleared = new AbortController();

  /** The first that fits; it has one call less to go. */
  function take(call: Call): InterceptAction | undefined {
    for (const one of [...all].reverse()) {
      if (!one.fits(call)) continue;
      one.hits++;
      if (one.hits >= one.times) all.delete(one);
      return one.action;
    }
    return undefined;
  }

  return {
    add(pattern, action, { times = Number.POSITIVE_INFINITY } = {}) {
      if (!(times >= 1)) throw new Error(`\`times\` is how many calls are intercepted, at least 1: ${times} is none`);
      checkAction(action);
      const one: Entry = { fits: parsePattern(pattern, routes), action, times, hits: 0 };
      all.add(one);
      const remove = () => {
        all.delete(one);
      };
      return {
        get hits() {
          return one.hits;
        },
        remove,
        [Symbol.dispose]: remove,
      };
    },
    clear() {
      all.clear();
      cleared.abort();
      cleared = new AbortController();
    },
    async run(call, gone, registry) {
      const action = all.size === 0 ? undefined : take(call);
      if (action === undefined) return registry();
      const ended = AbortSignal.any([gone(), cleared.signal]);
      if (typeof action === "object" && action.delayMs !== undefined) await wait(action.delayMs, ended);
      if (typeof action === "object" && action.status === undefined) return registry();
      const result = typeof action === "function" ? await action(call, registry) : action;
      if (result === "hang") await wait(Number.POSITIVE_INFINITY, ended);
      return result === "hang" || result === "reset" ? "reset" : complete(result);
    },
  };
}

function checkAction(action: InterceptAction): void {
  if (typeof action === "function" || action === "reset" || action === "hang") return;
  if (typeof action === "object" && action !== null && ("status" in action || "delayMs" in action)) return;
  throw new Error(
    'an interception is "reset", "hang", { delayMs }, { status, body, headers, delayMs }, or a function that returns one of them',
  );
}

/** An answer with all that it takes; a status alone gets the body that the registry gives an error. */
function complete(answer: Partial<Answer> | undefined): Required<Answer> {
  const { status, headers = {}, body } = answer ?? {};
  if (status === undefined || !Number.isInteger(status) || status < 200 || status > 599) {
    throw new Error(`an interception answered with the status ${status}: it must be from 200 to 599`);
  }
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  return { status, headers, body: body ?? (status >= 400 ? { error_code: status, message: `HTTP ${status}` } : "") };
}

/** Waits for a time, or until nobody waits any more. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Node takes what is longer than this, Infinity too, for 1 ms.
    const timer = setTimeout(resolve, Math.min(ms, 2_147_483_647));
    const leave = () => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  });
}
