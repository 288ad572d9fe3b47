import type { ClientErrorKind } from "./kafka-client.js";

/** Kafka's errors that mean: join the group again. */
const GROUP_TYPES: ReadonlySet<unknown> = new Set([
  "REBALANCE_IN_PROGRESS",
  "ILLEGAL_GENERATION",
  "UNKNOWN_MEMBER_ID",
  "NOT_COORDINATOR_FOR_GROUP",
  "FENCED_INSTANCE_ID",
]);

const FENCED_TYPES: ReadonlySet<unknown> = new Set(["PRODUCER_FENCED", "INVALID_PRODUCER_EPOCH"]);

/** Retriable to Kafka, because the topic might be made; to those who misspelt its name it would be silence. */
const UNKNOWN_TOPIC = "UNKNOWN_TOPIC_OR_PARTITION";

/** KafkaJS's errors that mean: no broker answers. Not the plain KafkaJSError, which it throws for wrong calls too. */
const OUTAGE_NAMES: ReadonlySet<string> = new Set([
  "KafkaJSConnectionError",
  "KafkaJSConnectionClosedError",
  "KafkaJSRequestTimeoutError",
  "KafkaJSBrokerNotFound",
  "KafkaJSNoBrokerAvailableError",
  "KafkaJSGroupCoordinatorNotFound",
  "KafkaJSMetadataNotLoaded",
  "KafkaJSTopicMetadataNotLoaded",
  "KafkaJSLockTimeout",
]);

type KafkaJsError = Error & { readonly type?: unknown; readonly retriable?: unknown };

/** KafkaJS is the caller's, perhaps in several copies: its errors are told by name. */
export function kafkaJsErrorKind(error: unknown): ClientErrorKind | undefined {
  if (!isKafkaJsError(error)) return undefined;
  // What KafkaJS tried several times is wrapped: what went wrong is the innermost of its errors.
  const root = rootOf(error);
  if (GROUP_TYPES.has(root.type)) return "group";
  if (FENCED_TYPES.has(root.type)) return "fenced";
  if (OUTAGE_NAMES.has(root.name)) return "outage";
  return root.type !== undefined && root.type !== UNKNOWN_TOPIC && root.retriable === true ? "outage" : "other";
}

function isKafkaJsError(error: unknown): error is KafkaJsError {
  return error instanceof Error && error.name.startsWith("KafkaJS");
}

function rootOf(error: KafkaJsError): KafkaJsError {
  let root = error;
  while (isKafkaJsError(root.cause) && root.cause !== root) root = root.cause;
  return root;
}
