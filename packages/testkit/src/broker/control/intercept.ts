import type { Interception } from "../../control/interception.js";
import type { ApiName } from "../apis/api-name.js";
import { type ErrorCode, type ErrorName, errorCode } from "../wire/error-code.js";

/** What is known of a request when it is intercepted. */
export interface InterceptedRequest {
  readonly api: ApiName;
  readonly version: number;
  readonly clientId: string | null;
  readonly nodeId: number;
}

export type InterceptAction =
  /** The request has no effect and is answered with Kafka's error of this name. */
  | { readonly fail: ErrorName }
  /** The request is handled after a while; those behind it on the same connection wait with it. */
  | { readonly delayMs: number }
  /** The connection is closed: before the request is handled, or after it, so that only its answer is lost. */
  | { readonly disconnect: "before" | "after" }
  /** The request has no effect and is never answered, nor is what follows it on the same connection. */
  | "hang";

export interface InterceptOptions {
  /**
   * How many requests it meets.
   *
   * @default Infinity: all of them, until it is removed
   */
  readonly times?: number | undefined;
  /** Which of the API's requests it meets. @default all of them */
  readonly when?: ((request: InterceptedRequest) => boolean) | undefined;
}

/** The interceptions of a broker, which the server asks for each request. */
export interface Interceptor {
  add(api: ApiName, action: InterceptAction, options?: InterceptOptions): Interception;
  /** What is to be done with a request, and counts it as met. The newest interception that meets it decides. */
  meet(request: InterceptedRequest): InterceptAction | undefined;
  /** Whether there is anything to ask. */
  readonly idle: boolean;
}

interface Entry {
  readonly api: ApiName;
  readonly action: InterceptAction;
  readonly options: InterceptOptions;
  hits: number;
}

/** @param apiNames those that can be intercepted */
export function createInterceptor(apiNames: readonly ApiName[]): Interceptor {
  /** The newest first. */
  let active: readonly Entry[] = [];

  function meets(entry: Entry, request: InterceptedRequest): boolean {
    return entry.api === request.api && entry.options.when?.(request) !== false;
  }

  function remove(entry: Entry): void {
    active = active.filter((each) => each !== entry);
  }

  return {
    get idle() {
      return active.length === 0;
    },
    add(api, action, options = {}) {
      if (!apiNames.includes(api)) throw new TypeError(`there is no API ${api} here; there are ${apiNames.join(", ")}`);
      if (typeof action === "object" && "fail" in action && errorCode[action.fail] === undefined) {
        throw new TypeError(`Kafka has no error ${action.fail}: take a name such as NOT_LEADER_OR_FOLLOWER`);
      }
      const entry: Entry = { api, action, options, hits: 0 };
      if ((options.times ?? 1) > 0) active = [entry, ...active];
      return {
        get hits() {
          return entry.hits;
        },
        remove: () => remove(entry),
        [Symbol.dispose]: () => remove(entry),
      };
    },
    meet(request) {
      const entry = active.find((each) => meets(each, request));
      if (entry === undefined) return undefined;
      entry.hits++;
      if (entry.hits >= (entry.options.times ?? Number.POSITIVE_INFINITY)) remove(entry);
      return entry.action;
    },
  };
}

export function failureOf(action: InterceptAction | undefined): ErrorCode {
  return typeof action === "object" && "fail" in action ? errorCode[action.fail] : errorCode.NONE;
}
