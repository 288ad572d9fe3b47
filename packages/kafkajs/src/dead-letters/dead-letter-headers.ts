/** The names of the headers that dead letters and messages of retry topics carry. Their values are text. */
export const deadLetterHeaders = {
  /** The error's name, such as `DeserializationError`. */
  errorClass: "__magicbyte.error.class",
  /** The error's code, such as `MAGICBYTE_DESERIALIZATION`; missing where it has none. */
  errorCode: "__magicbyte.error.code",
  /** The error's message, cut off at 1,000 characters. */
  errorMessage: "__magicbyte.error.message",
  /** What is wrong with the value, as JSON: `[{ path, expected, actual }]`, without what stands there. */
  errorIssues: "__magicbyte.error.issues",
  /** Which part could not be read: `key`, `value` or `headers`. */
  errorPart: "__magicbyte.error.part",
  /** The topic that these headers were written for. In any other they were passed on by somebody, and count for nothing. */
  writtenFor: "__magicbyte.written.for",
  /** The topic in which the message was at first. */
  sourceTopic: "__magicbyte.source.topic",
  sourcePartition: "__magicbyte.source.partition",
  sourceOffset: "__magicbyte.source.offset",
  /** When the message was written there, in milliseconds since 1970. */
  sourceTimestamp: "__magicbyte.source.timestamp",
  /** The id of the value's schema, where it names one. */
  schemaId: "__magicbyte.schema.id",
  /** When it failed, in ISO 8601. */
  failedAt: "__magicbyte.failed.at",
  /** How often it was tried, retry topics included. */
  attempts: "__magicbyte.attempts",
  /** In retry topics: how many of them it has come through, this one included. */
  retry: "__magicbyte.retry",
  /** In retry topics: when it is to be tried again, in milliseconds since 1970. */
  retryDueAt: "__magicbyte.retry.due.at",
  /** The names of headers whose value was null, as JSON, where the client cannot write that: they are empty instead. */
  nullHeaders: "__magicbyte.null.headers",
} as const;

/** What the names begin with. Headers of the message itself must not. */
export const DEAD_LETTER_PREFIX = "__magicbyte.";
