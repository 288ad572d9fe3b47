import { brand, MagicbyteError } from "./magicbyte-error.js";

/**
 * Why there is no answer:
 *
 * - `"network"`: the connection was refused, reset or could not be made (DNS, TLS)
 * - `"timeout"`: one attempt, or the whole call, took longer than allowed
 * - `"aborted"`: the caller's own signal
 * - `"circuit-open"`: every node was down a moment ago, so the request was not even tried
 * - `"credentials"`: the credentials could not be had (the token function or endpoint failed)
 * - `"response-too-large"`: the answer was larger than `maxResponseBytes`
 * - `"closed"`: the client was closed
 */
export type TransportFailure =
  | "network"
  | "timeout"
  | "aborted"
  | "circuit-open"
  | "credentials"
  | "response-too-large"
  | "closed";

/** What {@link TransportError} is made of, besides its message. */
export type TransportErrorDetails = {
  readonly reason: TransportFailure;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly attempts?: number | undefined;
  readonly retryable?: boolean | undefined;
  readonly requestSent?: boolean | undefined;
  readonly cause?: unknown;
};

/** The registry gave no answer. Whether the request took effect is not known, unless `requestSent` is false. */
export class TransportError extends MagicbyteError {
  readonly code = "MAGICBYTE_TRANSPORT";
  readonly reason: TransportFailure;
  readonly method: string | undefined;
  /** The URL that was asked last, without credentials. */
  readonly url: string | undefined;
  /** How many requests were sent, or tried to be. */
  readonly attempts: number;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** False when it is certain that no byte of the request reached the server. */
  readonly requestSent: boolean;

  static {
    brand(TransportError, "TransportError");
  }

  constructor(message: string, details: TransportErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = details.reason;
    this.method = details.method;
    this.url = details.url;
    this.attempts = details.attempts ?? 0;
    this.retryable = details.retryable ?? true;
    this.requestSent = details.requestSent ?? true;
  }
}
