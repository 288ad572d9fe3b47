import type { Producer } from "kafkajs";
import { until } from "./until.js";

const BATCH = 5;

/** Writes numbers one after another, spread over the partitions, until it is stopped. */
export type NumberedProducer = {
  /** What the broker acknowledged. */
  readonly acknowledged: readonly string[];
  /** Waits until so many more are acknowledged. */
  progress(count: number): Promise<void>;
  /** Stops, and returns all that was sent; what was not acknowledged may or may not be in the topic. */
  stop(): Promise<readonly string[]>;
};

/** Starts to write. A batch that fails for good is left behind, and the next one is tried. */
export function startNumbering(producer: Producer, topic: string, partitions: number): NumberedProducer {
  const acknowledged: string[] = [];
  const sent: string[] = [];
  let running = true;
  const done = (async () => {
    while (running) {
      const messages = Array.from({ length: BATCH }, (_, index) => ({
        value: String(sent.length + index),
        partition: (sent.length / BATCH) % partitions,
      }));
      const values = messages.map(({ value }) => value);
      sent.push(...values);
      await producer.send({ topic, acks: -1, messages }).then(
        () => acknowledged.push(...values),
        () => {},
      );
    }
  })();
  return {
    acknowledged,
    async progress(count) {
      const goal = acknowledged.length + count;
      await until(
        `${goal} acknowledged`,
        () => acknowledged.length >= goal,
        () => acknowledged.length,
      );
    },
    async stop() {
      running = false;
      await done;
      return sent;
    },
  };
}
