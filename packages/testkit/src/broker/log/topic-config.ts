/** The types that DescribeConfigs names. */
export const configType = { boolean: 1, string: 2, int: 3, long: 5, double: 6, list: 7 } as const;

export interface ConfigDefinition {
  readonly type: keyof typeof configType;
  readonly default: string;
  /** What is allowed, where not every value of the type is. */
  readonly values?: readonly string[];
  readonly documentation: string;
}

const LONGEST = "9223372036854775807";

/** What can be set on a topic. The broker acts on those that do not say that it ignores them. */
export const topicConfigs: ReadonlyMap<string, ConfigDefinition> = new Map<string, ConfigDefinition>([
  [
    "cleanup.policy",
    {
      type: "list",
      default: "delete",
      values: ["delete", "compact"],
      documentation: "What retention does: delete, compact, or both.",
    },
  ],
  [
    "compression.type",
    {
      type: "string",
      default: "producer",
      values: ["producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"],
      documentation: "Ignored: batches keep the producer's compression.",
    },
  ],
  [
    "delete.retention.ms",
    { type: "long", default: "86400000", documentation: "How long compaction keeps tombstones." },
  ],
  ["file.delete.delay.ms", { type: "long", default: "60000", documentation: "Ignored." }],
  ["flush.messages", { type: "long", default: LONGEST, documentation: "Ignored." }],
  ["flush.ms", { type: "long", default: LONGEST, documentation: "Ignored." }],
  ["follower.replication.throttled.replicas", { type: "list", default: "", documentation: "Ignored." }],
  ["index.interval.bytes", { type: "int", default: "4096", documentation: "Ignored." }],
  ["leader.replication.throttled.replicas", { type: "list", default: "", documentation: "Ignored." }],
  ["max.compaction.lag.ms", { type: "long", default: LONGEST, documentation: "Ignored: compaction is on demand." }],
  ["max.message.bytes", { type: "int", default: "1048588", documentation: "The largest batch taken." }],
  ["message.downconversion.enable", { type: "boolean", default: "true", documentation: "Ignored." }],
  ["message.format.version", { type: "string", default: "3.0-IV1", documentation: "Ignored: always format 2." }],
  ["message.timestamp.after.max.ms", { type: "long", default: LONGEST, documentation: "Ignored." }],
  ["message.timestamp.before.max.ms", { type: "long", default: LONGEST, documentation: "Ignored." }],
  ["message.timestamp.difference.max.ms", { type: "long", default: LONGEST, documentation: "Ignored." }],
  [
    "message.timestamp.type",
    {
      type: "string",
      default: "CreateTime",
      values: ["CreateTime", "LogAppendTime"],
      documentation: "Whether records keep the producer's time or get the broker's.",
    },
  ],
  ["min.cleanable.dirty.ratio", { type: "double", default: "0.5", documentation: "Ignored: compaction is on demand." }],
  ["min.compaction.lag.ms", { type: "long", default: "0", documentation: "Ignored: compaction is on demand." }],
  ["min.insync.replicas", { type: "int", default: "1", documentation: "Live replicas that acks=-1 asks for." }],
  ["preallocate", { type: "boolean", default: "false", documentation: "Ignored." }],
  ["retention.bytes", { type: "long", default: "-1", documentation: "Applied on demand." }],
  ["retention.ms", { type: "long", default: "604800000", documentation: "Applied on demand." }],
  ["segment.bytes", { type: "int", default: "1073741824", documentation: "Ignored." }],
  ["segment.index.bytes", { type: "int", default: "10485760", documentation: "Ignored." }],
  ["segment.jitter.ms", { type: "long", default: "0", documentation: "Ignored." }],
  ["segment.ms", { type: "long", default: "604800000", documentation: "Ignored." }],
  ["unclean.leader.election.enable", { type: "boolean", default: "false", documentation: "Ignored." }],
]);

/** What is wrong with a value, or `undefined`. */
export function configProblem(name: string, value: string | null): string | undefined {
  const definition = topicConfigs.get(name);
  if (definition === undefined) return `Unknown topic config name: ${name}`;
  if (value === null) return `Null value not supported for topic config: ${name}`;
  const { type, values } = definition;
  const parts = type === "list" && value !== "" ? value.split(",").map((part) => part.trim()) : [value];
  const valid =
    values !== undefined ? parts.every((part) => values.includes(part)) : (formats[type]?.test(value) ?? true);
  return valid ? undefined : `Invalid value ${value} for configuration ${name}`;
}

const formats: { readonly [type in ConfigDefinition["type"]]?: RegExp } = {
  boolean: /^(true|false)$/i,
  int: /^-?\d{1,10}$/,
  long: /^-?\d{1,19}$/,
  double: /^\d+(\.\d+)?$/,
};

/** What is set, or the default. */
export function configOf(configs: ReadonlyMap<string, string>, name: string): string {
  return configs.get(name) ?? topicConfigs.get(name)?.default ?? "";
}

export function isCompacted(configs: ReadonlyMap<string, string>): boolean {
  return hasPolicy(configs, "compact");
}

/** Whether retention, and clients, may delete records. */
export function isDeletable(configs: ReadonlyMap<string, string>): boolean {
  return hasPolicy(configs, "delete");
}

function hasPolicy(configs: ReadonlyMap<string, string>, policy: string): boolean {
  return configOf(configs, "cleanup.policy")
    .split(",")
    .some((part) => part.trim() === policy);
}
