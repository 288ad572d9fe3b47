import { SerializationError } from "../errors/serialization-error.js";
import { describeValue } from "../errors/value-issue.js";
import type { OneOf } from "./one-of.js";
import { prepareOne } from "./prepare-one.js";
import type { MessageWriter } from "./prepared-serializer.js";
import type { WriterSettings } from "./writer-settings.js";

/** Prepares the writing of every kind of message of a topic, so that none of them waits later. */
export async function prepareOneOf(
  { variants }: OneOf,
  settings: WriterSettings,
  topic: string | undefined,
): Promise<MessageWriter> {
  const entries = await Promise.all(
    Object.entries(variants).map(async ([type, schema]) => [type, await prepareOne(schema, settings, topic)] as const),
  );
  const byType = new Map<unknown, MessageWriter>(entries);
  const expected = `{ type: ${entries.map(([type]) => JSON.stringify(type)).join(" | ")}, value }`;

  function choose(tagged: unknown, index: number | undefined): { writer: MessageWriter; value: unknown } {
    const { type, value } =
      typeof tagged === "object" && tagged !== null ? (tagged as { type?: unknown; value?: unknown }) : {};
    const writer = byType.get(type);
    if (writer !== undefined && value !== null && value !== undefined) return { writer, value };
    const issue =
      writer === undefined
        ? {
            path: typeof tagged === "object" ? "type" : "",
            expected,
            actual: describeValue(typeof tagged === "object" ? type : tagged),
          }
        : {
            path: "value",
            expected: "a value (null, for the whole message, is a tombstone)",
            actual: describeValue(value),
          };
    throw SerializationError.from(SerializationError.forIssues([issue]), { topic, part: settings.part, index });
  }

  return {
    schemaId: undefined,
    guid: undefined,
    subject: undefined,
    async: entries.some(([, writer]) => writer.async),
    write(tagged, headers, index) {
      if (tagged === null) return null;
      const { writer, value } = choose(tagged, index);
      return writer.write(value, headers, index);
    },
    async writeWaiting(tagged, headers, index) {
      if (tagged === null) return null;
      const { writer, value } = choose(tagged, index);
      return writer.writeWaiting(value, headers, index);
    },
  };
}
