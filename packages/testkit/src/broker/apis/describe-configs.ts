import type { Cluster } from "../cluster/cluster.js";
import type { Outcome } from "../cluster/create-topic.js";
import { done } from "../cluster/create-topic.js";
import { type ConfigDefinition, configType, topicConfigs } from "../log/topic-config.js";
import { errorCode } from "../wire/error-code.js";
import type { Reader } from "../wire/reader.js";
import { Writer } from "../wire/writer.js";
import { configResource } from "./config-resource.js";
import { type ApiContext, defineApi } from "./define-api.js";

/** Where a value comes from, as the protocol numbers it. */
const source = { topic: 1, staticBroker: 4, default: 5 } as const;

interface ConfigEntry {
  readonly name: string;
  readonly value: string;
  readonly source: (typeof source)[keyof typeof source];
  readonly readOnly: boolean;
  readonly type: ConfigDefinition["type"];
  readonly documentation: string | null;
}

interface ResourceRequest {
  readonly type: number;
  readonly name: string;
  /** Null: all of them. */
  readonly names: readonly string[] | null;
}

export const describeConfigs = defineApi({
  key: 32,
  name: "DescribeConfigs",
  versions: [0, 3],
  handle(request, context) {
    const { version } = context;
    const resources = request.array(readResource);
    const withSynonyms = version >= 1 ? request.boolean() : false;
    const withDocumentation = version >= 3 ? request.boolean() : false;
    return new Writer().int32(0).array(resources, (writer, resource) => {
      const { outcome, entries } = describe(context, resource);
      const asked = entries.filter(({ name }) => resource.names === null || resource.names.includes(name));
      writer.int16(outcome.error).string(outcome.message).int8(resource.type).string(resource.name);
      writer.array(asked, (inner, entry) => writeEntry(inner, entry, version, withSynonyms, withDocumentation));
    });
  },
});

function readResource(reader: Reader): ResourceRequest {
  const type = reader.int8();
  const name = reader.string();
  const names = reader.nullableArray((inner) => inner.string());
  // KafkaJS sends an empty list to ask for all of them.
  return { type, name, names: names?.length === 0 ? null : names };
}

function describe(context: ApiContext, { type, name }: ResourceRequest): { outcome: Outcome; entries: ConfigEntry[] } {
  const { cluster, failWith } = context;
  const failed = (outcome: Outcome) => ({ outcome, entries: [] });
  if (failWith !== errorCode.NONE) return failed({ error: failWith, message: null });
  if (type === configResource.broker) return { outcome: done, entries: brokerConfigs(cluster, name) };
  if (type !== configResource.topic) {
    const message = `The configuration of resources of type ${type} cannot be described here.`;
    return failed({ error: errorCode.INVALID_REQUEST, message });
  }
  const topic = cluster.topic(name);
  if (topic === undefined) {
    const message = `The topic '${name}' does not exist.`;
    return failed({ error: errorCode.UNKNOWN_TOPIC_OR_PARTITION, message });
  }
  const entries = [...topicConfigs].map(([config, definition]): ConfigEntry => {
    const value = topic.configs.get(config);
    return {
      name: config,
      value: value ?? definition.default,
      source: value === undefined ? source.default : source.topic,
      readOnly: false,
      type: definition.type,
      documentation: definition.documentation,
    };
  });
  return { outcome: done, entries };
}

function brokerConfigs({ settings }: Cluster, nodeId: string): ConfigEntry[] {
  const configs: [name: string, value: string | number | boolean, type: ConfigDefinition["type"]][] = [
    ["auto.create.topics.enable", settings.autoCreateTopics, "boolean"],
    ["broker.id", nodeId, "int"],
    ["default.replication.factor", settings.defaultReplicationFactor, "int"],
    ["group.initial.rebalance.delay.ms", settings.groupInitialRebalanceDelayMs, "int"],
    ["group.max.session.timeout.ms", settings.groupMaxSessionTimeoutMs, "int"],
    ["group.min.session.timeout.ms", settings.groupMinSessionTimeoutMs, "int"],
    ["message.max.bytes", settings.maxMessageBytes, "int"],
    ["num.partitions", settings.defaultPartitions, "int"],
    ["transaction.max.timeout.ms", settings.transactionMaxTimeoutMs, "int"],
  ];
  return configs.map(([name, value, type]) => ({
    name,
    value: String(value),
    source: source.staticBroker,
    readOnly: true,
    type,
    documentation: null,
  }));
}

function writeEntry(
  answer: Writer,
  entry: ConfigEntry,
  version: number,
  withSynonyms: boolean,
  withDocumentation: boolean,
): void {
  answer.string(entry.name).string(entry.value).boolean(entry.readOnly);
  if (version === 0) answer.boolean(entry.source === source.default);
  else answer.int8(entry.source);
  answer.boolean(false); // nothing here is secret
  if (version >= 1) {
    answer.array(withSynonyms ? [entry] : [], (writer, each) =>
      writer.string(each.name).string(each.value).int8(each.source),
    );
  }
  if (version >= 3) answer.int8(configType[entry.type]).string(withDocumentation ? entry.documentation : null);
}
