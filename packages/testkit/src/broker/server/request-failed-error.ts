/** A handler threw something else than that its request is malformed: a defect, or a full disk. */
export class RequestFailedError extends Error {
  override readonly name = "RequestFailedError";
  readonly api: string;

  constructor(api: string, cause: unknown) {
    super(`${api} failed`, { cause });
    this.api = api;
  }
}
