// For those who produce and consume.
export { oneOf } from "@magicbyte/registry";
// Kafka clients other than KafkaJS.
export type {
  ClientErrorKind,
  ConsumerCapabilities,
  ConsumerListener,
  FetchedBatch,
  KafkaConsumerAdapter,
  KafkaProducerAdapter,
  KafkaTransactionAdapter,
  ProducerCapabilities,
  RawHeader,
  RawHeaders,
  RawRecord,
  ReceivedRecord,
  RecordSender,
  RunSettings,
  SendSettings,
  SentPartition,
  TopicOffsets,
  TopicPartition,
  TopicRecords,
  WritableHeaders,
} from "./client/kafka-client.js";
export { kafkaJsConsumer } from "./client/kafkajs-consumer.js";
export { kafkaJsProducer } from "./client/kafkajs-producer.js";
// Consuming.
export type { ConsumerControls } from "./consumer/consumer-controls.js";
export type { ConsumerEvent } from "./consumer/consumer-event.js";
export type { MessageContent, MessageControls, TypedMessage } from "./consumer/message.js";
export type { TypedBatch } from "./consumer/message-batch.js";
export type { RetryOptions } from "./consumer/retry.js";
export { type StopOnSignalsOptions, type Stoppable, stopOnSignals } from "./consumer/stop-on-signals.js";
export { type BatchHandler, type MessageHandler, on, type Subscription } from "./consumer/subscription.js";
export {
  type RunBatchOptions,
  type TypedConsumer,
  type TypedConsumerOptions,
  typedConsumer,
} from "./consumer/typed-consumer.js";
// What becomes of messages that cannot be handled.
export { type DeadLetter, type DeadLetterOptions, deadLetter } from "./dead-letters/dead-letter.js";
export { deadLetterHeaders } from "./dead-letters/dead-letter-headers.js";
export type { FailedMessage, HandlerFailure, PoisonPill } from "./dead-letters/failed-message.js";
export type {
  HandlerErrorDecision,
  HandlerErrorPolicy,
  PoisonPillDecision,
  PoisonPillPolicy,
  PolicyFunction,
} from "./dead-letters/policies.js";
export { type QuarantineIssue, type QuarantineOptions, quarantine } from "./dead-letters/quarantine.js";
export { type DeadLetterMessage, readDeadLetter } from "./dead-letters/read-dead-letter.js";
export { type ReplayOptions, type ReplayResult, replayDeadLetters } from "./dead-letters/replay-dead-letters.js";
export { type RetryTopics, type RetryTopicsOptions, retryDueAt, retryTopics } from "./dead-letters/retry-topics.js";
// Events: messages with an envelope.
export { type CloudEventsOptions, cloudEventHeaders, readCloudEvent } from "./events/cloud-events.js";
export type { EventData, EventEnvelope, EventTypeOf } from "./events/envelope.js";
export {
  type EventHandler,
  type EventHandlers,
  type EventMessage,
  type EventOfType,
  type EventTypes,
  eventHandlers,
  type SomeEventHandlers,
} from "./events/event-handlers.js";
export {
  type EventPublisher,
  type EventPublisherOptions,
  eventPublisher,
  type PublishOptions,
} from "./events/event-publisher.js";
// Schemas that change.
export { type Evolution, type EvolveOptions, evolve } from "./evolve.js";
// Exactly once.
export type { TransactionalHandler } from "./exactly-once/run-transaction.js";
export {
  type TransactionalConsumer,
  type TransactionalConsumerOptions,
  transactionalConsumer,
} from "./exactly-once/transactional-consumer.js";
// Producing.
export type {
  OutgoingBatch,
  OutgoingRecord,
  ProducerInterceptor,
  SendHandler,
  SendRequest,
} from "./producer/interceptor.js";
export type { TopicPart, TypedProducerOptions } from "./producer/producer-options.js";
export type { TransactionOffsets, TransactionScope, TypedTransaction } from "./producer/transaction.js";
export { type TypedProducer, typedProducer } from "./producer/typed-producer.js";
export type { RecordsSender, TopicBatch, TypedSender } from "./producer/typed-sender.js";
// Topics and what their messages are made of.
export { bytes } from "./topics/bytes.js";
export type { AnyCodec, Codec } from "./topics/codec.js";
export {
  type AnyTopic,
  defineTopic,
  type HeadersOf,
  type KeyOf,
  type MessageInput,
  type NoHeaders,
  type RawKey,
  type Topic,
  type TopicParts,
  type ValueOf,
} from "./topics/define-topic.js";
export type {
  HeaderCodecs,
  HeadersInput,
  HeadersOutput,
  RawHeaderInput,
  RawHeaderOutput,
} from "./topics/headers.js";
export { json } from "./topics/json.js";
export { type Nothing, none } from "./topics/none.js";
export { type Nullable, nullable } from "./topics/nullable.js";
export { float64, int32, int64 } from "./topics/numbers.js";
export type { Content, InputOfPart, OutputOfPart, Part } from "./topics/part.js";
export { utf8 } from "./topics/utf8.js";
export { uuid } from "./topics/uuid.js";
