import type { Consumer, ConsumerConfig, ConsumerRunConfig, Kafka } from "kafkajs";
import type { KafkaUnderTest } from "./kafka-under-test.js";

/** A consumer that runs in a group, and what it was last assigned. */
export type GroupMember = {
  readonly consumer: Consumer;
  /** Partitions of the topic; undefined until the member has joined, and while its group rebalances. */
  assigned(): readonly number[] | undefined;
  /** How often it was given an assignment. */
  joins(): number;
};

/** Adds a member to a group and returns without waiting for its assignment. */
export async function joinGroup(
  kafka: KafkaUnderTest,
  topic: string,
  run: ConsumerRunConfig,
  config: Partial<ConsumerConfig>,
  client?: Kafka,
): Promise<GroupMember> {
  const consumer = await kafka.consumer(config, client);
  let assigned: readonly number[] | undefined;
  let joins = 0;
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assigned = payload.memberAssignment[topic] ?? [];
    joins++;
  });
  const lost = () => {
    assigned = undefined;
  };
  consumer.on(consumer.events.REBALANCING, lost);
  consumer.on(consumer.events.STOP, lost);
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  // Joining waits for the whole group.
  void consumer.run(run);
  return { consumer, assigned: () => assigned, joins: () => joins };
}

/** Whether each of so many partitions has exactly one owner among these members. */
function ownedOnce(members: readonly GroupMember[], partitions: number): boolean {
  const owned = members.flatMap((member) => [...(member.assigned() ?? [])]).sort((left, right) => left - right);
  return owned.length === partitions && owned.every((partition, index) => partition === index);
}

/** Whether all members have an assignment, that has something for each of them, and each partition has one owner. */
export function settled(members: readonly GroupMember[], partitions: number): boolean {
  const shares = members.map((member) => member.assigned()?.length ?? 0);
  const least = Math.min(1, Math.floor(partitions / members.length));
  return shares.every((share) => share >= least) && ownedOnce(members, partitions);
}
