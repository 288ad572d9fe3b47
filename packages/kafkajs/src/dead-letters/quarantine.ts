import type { Producer } from "kafkajs";
import type { KafkaProducerAdapter } from "../client/kafka-client.js";
import type { RecordsSender } from "../producer/typed-sender.js";
import { type DeadLetter, deadLetter } from "./dead-letter.js";
import { deadLetterHeaders } from "./dead-letter-headers.js";

/** One place where a value is wrong. */
export type QuarantineIssue = {
  /** Where, such as `lines[3].sku`. */
  readonly path: string;
  readonly message: string;
};

/** How messages are put into quarantine. */
export type QuarantineOptions = {
  /**
   * The topic, or what gives it for the topic in which a message was at first.
   * @default the source topic's name and `.quarantine`
   */
  readonly topic?: string | ((source: string) => string) | undefined;
  /**
   * What is wrong with a message, from the error. Must not hold what stands in the message.
   * @default the `issues` of the error or of one of its causes: those of our errors, of zod and of ajv (`errors`)
   */
  readonly issues?: ((error: unknown) => readonly QuarantineIssue[]) | undefined;
};

/** A header of some kilobytes is all that brokers should be bothered with. */
const MOST_ISSUES = 20;
const MOST_CHARACTERS = 200;

/**
 * A dead letter that says what is wrong with the message: its header `deadLetterHeaders.errorIssues` holds the places as
 * JSON, at most 20 of them.
 */
export function quarantine(
  producer: RecordsSender | Producer | KafkaProducerAdapter,
  options: QuarantineOptions = {},
): DeadLetter {
  const { topic = (source) => `${source}.quarantine`, issues = issuesOf } = options;
  return deadLetter(producer, {
    topic,
    headers({ error }) {
      const found = issues(error).slice(0, MOST_ISSUES);
      const short = found.map(({ path, message }) => ({ path, message: message.slice(0, MOST_CHARACTERS) }));
      return short.length === 0 ? {} : { [deadLetterHeaders.errorIssues]: JSON.stringify(short) };
    },
  });
}

/** The first list of issues on the way down the causes. */
function issuesOf(error: unknown, depth = 0): readonly QuarantineIssue[] {
  if (typeof error !== "object" || error === null || depth > 10) return [];
  const { issues, errors, cause } = error as { issues?: unknown; errors?: unknown; cause?: unknown };
  const list = Array.isArray(issues) ? issues : Array.isArray(errors) ? errors : [];
  return list.length > 0 ? list.map(issueOf) : issuesOf(cause, depth + 1);
}

function issueOf(issue: unknown): QuarantineIssue {
  const { path, instancePath, message, expected, actual } = Object(issue) as Record<string, unknown>;
  const where = Array.isArray(path) ? path.join(".") : (path ?? instancePath ?? "");
  const what = message ?? `expected ${String(expected)}, got ${String(actual)}`;
  return { path: String(where), message: String(what) };
}
