import type { MessageHeaders } from "../wire/headers.js";

/** A message to write: its value, and its headers where the schema stands in one of them. */
export type OutgoingMessage<In> = { readonly value: In | null; readonly headers?: MessageHeaders | undefined };

/** A serializer that has asked the registry all there is to ask: it never waits, unless a step does. */
export type PreparedSerializer<In> = {
  /** The id that frames carry now. With `oneOf`: undefined, since it depends on the value. */
  readonly schemaId: number | undefined;
  readonly guid: string | undefined;
  readonly subject: string | undefined;
  /** Whether a step is asynchronous: then only `encodeAll` works, and gives a promise. */
  readonly async: boolean;
  /**
   * The value's bytes. `null` stays null: a tombstone.
   *
   * @throws SerializationError when the value does not fit the schema
   * @throws UsageError without `headers` where the schema stands in one, and when a step is asynchronous
   */
  encode(value: In, headers?: MessageHeaders): Buffer;
  encode(value: null, headers?: MessageHeaders): null;
  encode(value: In | null, headers?: MessageHeaders): Buffer | null;
  /** The bytes of many values, all or none: the first that does not fit throws. A promise only when `async` is true. */
  encodeAll(messages: readonly OutgoingMessage<In>[]): readonly (Buffer | null)[] | Promise<readonly (Buffer | null)[]>;
};

/** What `prepareOne` and `prepareOneOf` make, and a prepared serializer shows. */
export type MessageWriter = Pick<PreparedSerializer<unknown>, "schemaId" | "guid" | "subject" | "async"> & {
  /** `null` stays null. `index` is the message's place in its batch, for errors. */
  write(value: unknown, headers: MessageHeaders | undefined, index?: number): Buffer | null;
  writeWaiting(value: unknown, headers: MessageHeaders | undefined, index?: number): Promise<Buffer | null>;
};

/** What users get to see of a writer. */
export function preparedSerializer(writer: MessageWriter): PreparedSerializer<unknown> {
  const { write, writeWaiting } = writer;
  return {
    get schemaId() {
      return writer.schemaId;
    },
    get guid() {
      return writer.guid;
    },
    subject: writer.subject,
    get async() {
      return writer.async;
    },
    // The writer's own function: a layer in between would cost every message.
    encode: write as PreparedSerializer<unknown>["encode"],
    encodeAll(messages) {
      return writer.async
        ? Promise.all(messages.map(({ value, headers }, index) => writeWaiting(value, headers, index)))
        : messages.map(({ value, headers }, index) => write(value, headers, index));
    },
  };
}
