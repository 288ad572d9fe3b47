import type { RegistryClient } from "../client/create-registry-client.js";
import { ResponseError } from "../errors/response-error.js";
import { UsageError } from "../errors/usage-error.js";
import { type SubjectContext, type SubjectStrategy, topicName } from "./subject-strategy.js";

/** Where subjects are looked for. */
export type AssociatedNameOptions = {
  readonly client: Pick<RegistryClient, "associations">;
  /**
   * The Kafka cluster whose topics are meant, as the associations name it.
   * @default "-", any cluster
   */
  readonly cluster?: string;
  /**
   * What to do for a topic without an association.
   * @default topicName; `undefined` makes it an error
   */
  readonly fallback?: SubjectStrategy | undefined;
};

/**
 * The subject that the registry associates with a topic (8.2; Java's default since 8.3). A registry without
 * associations, and a topic without one, falls back.
 */
export function associatedName(options: AssociatedNameOptions): SubjectStrategy {
  const { client, cluster = "-" } = options;
  const fallback = "fallback" in options ? options.fallback : topicName;

  async function find(topic: string, associationType: SubjectContext["part"]) {
    try {
      return await client.associations.byResourceName(cluster, topic, { resourceType: "topic", associationType });
    } catch (error) {
      if (error instanceof ResponseError && error.status === 404) return [];
      throw error;
    }
  }

  return async (context) => {
    const { topic, part } = context;
    if (topic === undefined) throw new UsageError("associatedName needs a topic: serialize(value, { topic })");
    const found = await find(topic, part);
    if (found.length > 1) {
      throw new UsageError(`topic "${topic}" has ${found.length} associations for its ${part}: name the \`cluster\``);
    }
    const subject = found[0]?.subject;
    if (subject !== undefined) return subject;
    if (fallback !== undefined) return fallback(context);
    throw new UsageError(`topic "${topic}" has no association for its ${part}, and no fallback is allowed`);
  };
}
