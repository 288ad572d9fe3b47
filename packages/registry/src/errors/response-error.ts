import { brand, MagicbyteError } from "./magicbyte-error.js";

/** What {@link ResponseError} is made of, besides its message. */
export type ResponseErrorDetails = {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly errorCode?: number | undefined;
  readonly serverMessage?: string | undefined;
  readonly body?: unknown;
  readonly attempts?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
};

/** The registry, or something in front of it, answered with an error or with something that is no answer. */
export class ResponseError extends MagicbyteError {
  readonly code = "MAGICBYTE_RESPONSE";
  readonly method: string;
  /** The URL asked, without credentials. */
  readonly url: string;
  /** The HTTP status. 2xx means that the body could not be understood. */
  readonly status: number;
  /** The registry's own code, such as 40401; absent where the answer was not the registry's. */
  readonly errorCode: number | undefined;
  /** The registry's own words. */
  readonly serverMessage: string | undefined;
  /** The parsed body, or its beginning as text where it was not JSON. */
  readonly body: unknown;
  /** How many requests were sent. */
  readonly attempts: number;
  /** What the server's Retry-After header asked for. */
  readonly retryAfterMs: number | undefined;

  static {
    brand(ResponseError, "ResponseError");
  }

  constructor(message: string, details: ResponseErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.method = details.method;
    this.url = details.url;
    this.status = details.status;
    this.errorCode = details.errorCode;
    this.serverMessage = details.serverMessage;
    this.body = details.body;
    this.attempts = details.attempts ?? 1;
    this.retryAfterMs = details.retryAfterMs;
  }
}
