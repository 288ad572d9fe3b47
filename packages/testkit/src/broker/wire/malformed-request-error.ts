/** A request that cannot be what its header says: its connection is closed, as Kafka does. */
export class MalformedRequestError extends Error {
  override readonly name = "MalformedRequestError";
}
