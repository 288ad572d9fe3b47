/** A refusal as the REST API words it. Operations throw it, and `createHandler` turns it into `{error_code, message}`. */
export class RestError extends Error {
  override readonly name = "RestError";
  /** The HTTP status. */
  readonly status: number;
  /** The registry's code; the status itself where it has none. */
  readonly errorCode: number;

  constructor(status: number, errorCode: number, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}
