import {
  type DecodeOutcome,
  DeserializationError,
  type IncomingMessage,
  MagicbyteError,
  type SerdeClient,
  type Step,
} from "@magicbyte/registry";
import type { ReceivedRecord } from "../client/kafka-client.js";
import type { PoisonPill } from "../dead-letters/failed-message.js";
import type { AnyTopic } from "../topics/define-topic.js";
import { createPartReader, type PartReader } from "../topics/part-reader.js";
import { readHeaders } from "../topics/read-headers.js";

/** What a record says, or why that cannot be known. */
export type Reading = GoodReading | BadReading;

/** What a record says. */
export type GoodReading = {
  readonly ok: true;
  readonly key: unknown;
  readonly value: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The value's schema, where it has one. */
  readonly schemaId: number | undefined;
  readonly subject: string | undefined;
};

/** Why a record cannot be read, and which part is at fault. */
export type BadReading = {
  readonly ok: false;
  readonly part: PoisonPill["part"];
  readonly error: MagicbyteError;
  readonly schemaId: number | undefined;
};

/** Reads the records of a topic. */
export type TopicReader = {
  /** Loads the schemas of many records, each once and all in parallel. Never rejects for one of them. */
  prefetch(records: readonly ReceivedRecord[]): Promise<void>;
  /** What records say whose schemas are loaded; a promise only where a step is asynchronous. */
  read(records: readonly ReceivedRecord[]): readonly Reading[] | Promise<readonly Reading[]>;
};

/** What a reader is made of. */
export type TopicReaderOptions = {
  readonly client: SerdeClient;
  readonly ignoreSchemaHeaders?: boolean | undefined;
  readonly keySteps?: readonly Step[] | undefined;
  readonly valueSteps?: readonly Step[] | undefined;
};

/** Makes what reads the records of a topic. */
export function createTopicReader(topic: AnyTopic, options: TopicReaderOptions): TopicReader {
  const { client, ignoreSchemaHeaders: ignoreHeaders } = options;
  const keys = createPartReader(topic.key, { client, part: "key", ignoreHeaders, steps: options.keySteps });
  const values = createPartReader(topic.value, { client, part: "value", ignoreHeaders, steps: options.valueSteps });

  function reading(
    record: ReceivedRecord,
    value: IncomingMessage,
    keyRead: DecodeOutcome<unknown> | undefined,
    valueRead: DecodeOutcome<unknown> | undefined,
  ): Reading {
    // Bad data decides, whatever else is the matter: waiting would be in vain.
    const failures: BadReading[] = [];
    if (keyRead?.ok !== true) failures.push(bad("key", keyRead));
    if (valueRead?.ok !== true) failures.push(bad("value", valueRead));
    if (keyRead?.ok === true && valueRead?.ok === true) {
      try {
        const headers = readHeaders(topic.headers, record.headers ?? {});
        const schema = values.schemaOf(value);
        return {
          ok: true,
          key: keyRead.value,
          value: valueRead.value,
          headers,
          schemaId: schema?.id,
          subject: schema?.subject,
        };
      } catch (error) {
        failures.push(bad("headers", { ok: false, error: asFailure(error) }));
      }
    }
    const worst = failures.find(({ error }) => kindOf(error) === "bad-data") ?? failures[0] ?? bad("value", undefined);
    return worst.part === "value" ? worst : { ...worst, schemaId: schemaIdOf(values, value) };
  }

  function combine(
    records: readonly ReceivedRecord[],
    valueMessages: readonly IncomingMessage[],
    keysRead: readonly DecodeOutcome<unknown>[],
    valuesRead: readonly DecodeOutcome<unknown>[],
  ): readonly Reading[] {
    return records.map((record, index) =>
      reading(record, valueMessages[index] ?? { bytes: null }, keysRead[index], valuesRead[index]),
    );
  }

  return {
    async prefetch(records) {
      await Promise.all([keys.prefetch(records.map(keyMessage)), values.prefetch(records.map(valueMessage))]);
    },
    read(records) {
      const valueMessages = records.map(valueMessage);
      const keysRead = keys.decodeAll(records.map(keyMessage));
      const valuesRead = values.decodeAll(valueMessages);
      if (!(keysRead instanceof Promise) && !(valuesRead instanceof Promise)) {
        return combine(records, valueMessages, keysRead, valuesRead);
      }
      return Promise.all([keysRead, valuesRead]).then(([k, v]) => combine(records, valueMessages, k, v));
    },
  };
}

/** Clients may give null for a header, which readers of schema headers take for none. */
type ReadableHeaders = Exclude<IncomingMessage["headers"], undefined>;

function keyMessage({ key, headers }: ReceivedRecord): IncomingMessage {
  return { bytes: key, headers: (headers ?? {}) as ReadableHeaders };
}

function valueMessage({ value, headers }: ReceivedRecord): IncomingMessage {
  return { bytes: value, headers: (headers ?? {}) as ReadableHeaders };
}

function bad(part: PoisonPill["part"], outcome: DecodeOutcome<unknown> | undefined): BadReading {
  const error =
    outcome?.ok === false ? outcome.error : new DeserializationError(`the ${part} was not read`, { kind: "bad-data" });
  return { ok: false, part, error, schemaId: error instanceof DeserializationError ? error.schemaId : undefined };
}

function kindOf(error: MagicbyteError): unknown {
  return "kind" in error ? error.kind : undefined;
}

/** The id of a value's schema, where that can be told although another part cannot be read. */
function schemaIdOf(values: PartReader, value: IncomingMessage): number | undefined {
  return values.schemaOf(value)?.id;
}

function asFailure(error: unknown): MagicbyteError {
  if (error instanceof MagicbyteError) return error;
  throw error;
}
