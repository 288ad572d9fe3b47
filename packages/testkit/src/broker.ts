export type { ApiName } from "./broker/apis/api-name.js";
export type { Broker, NewTopic } from "./broker/broker.js";
export type { BrokerOptions } from "./broker/broker-options.js";
export type {
  InterceptAction,
  InterceptedRequest,
  InterceptOptions,
} from "./broker/control/intercept.js";
export type { MessageToProduce, ProducedMessage } from "./broker/control/produce-messages.js";
export type { BrokerMessage, HeaderValue, MessagesOptions } from "./broker/control/read-messages.js";
export type { PartitionInfo, TopicInfo } from "./broker/control/topic-info.js";
export type { GroupInfo, MemberInfo } from "./broker/groups/describe-group.js";
export type { GroupPhase } from "./broker/groups/rebalance.js";
export type { Isolation } from "./broker/log/partition-log.js";
export type { SaslMechanism, SaslOptions } from "./broker/security/authenticator.js";
export type { BrokerEvent, OnEvent } from "./broker/server/broker-event.js";
export type { Limits } from "./broker/server/limits.js";
export { startBroker } from "./broker/start-broker.js";
export type { ErrorName } from "./broker/wire/error-code.js";
export type { Interception } from "./control/interception.js";
