import type { RawHeaders, WritableHeaders } from "../client/kafka-client.js";
import { DEAD_LETTER_PREFIX, deadLetterHeaders as names } from "./dead-letter-headers.js";
import { errorHeaders } from "./error-headers.js";
import type { FailedMessage, HandlerFailure, PoisonPill } from "./failed-message.js";

/**
 * The headers of a message that failed, for the topic in which it is kept: its own, and what went wrong. Of one that came
 * through a retry topic the source stays that of the first failure, and the attempts add up.
 */
export function failureHeaders(failed: FailedMessage | PoisonPill | HandlerFailure, target: string): WritableHeaders {
  const carried = carriedHeaders(failed);
  const nulls = nullHeaders(failed.headers, carried);
  const attempts = attemptsOf(carried) + ("attempts" in failed ? failed.attempts : 0);
  return {
    ...ownHeaders(failed.headers),
    ...sourceHeaders(failed, carried),
    ...errorHeaders(failed.error),
    ...("part" in failed ? { [names.errorPart]: failed.part } : {}),
    ...(failed.schemaId === undefined ? {} : { [names.schemaId]: String(failed.schemaId) }),
    ...(attempts === 0 ? {} : { [names.attempts]: String(attempts) }),
    ...(nulls.length === 0 ? {} : { [names.nullHeaders]: JSON.stringify(nulls) }),
    [names.failedAt]: new Date().toISOString(),
    [names.writtenFor]: target,
  };
}

/**
 * The headers that say what became of a message before, if they were written for the topic in which it was found. A
 * handler that passes all headers of a message on to another topic passes these on as well: there they mean nothing.
 */
export function carriedHeaders({ topic, headers }: Pick<FailedMessage, "topic" | "headers">): RawHeaders {
  return headerText(headers, names.writtenFor) === topic ? headers : {};
}

/** The topic in which a message was at first: where it came from, unless it has come through a retry topic. */
export function sourceTopicOf(failed: Pick<FailedMessage, "topic" | "headers">): string {
  return headerText(carriedHeaders(failed), names.sourceTopic) ?? failed.topic;
}

function sourceHeaders(failed: FailedMessage, carried: RawHeaders): Record<string, string> {
  const sources = [names.sourceTopic, names.sourcePartition, names.sourceOffset, names.sourceTimestamp];
  if (headerText(carried, names.sourceTopic) !== undefined) {
    return Object.fromEntries(sources.map((name) => [name, headerText(carried, name) ?? ""]));
  }
  return {
    [names.sourceTopic]: failed.topic,
    [names.sourcePartition]: String(failed.partition),
    [names.sourceOffset]: failed.offset,
    [names.sourceTimestamp]: failed.timestamp,
  };
}

/** How often a message was tried before it came here. */
function attemptsOf(headers: RawHeaders): number {
  const attempts = Number(headerText(headers, names.attempts));
  return Number.isSafeInteger(attempts) && attempts > 0 ? attempts : 0;
}

/** The headers that a message has of itself, as they can be written: null as no bytes. */
export function ownHeaders(headers: RawHeaders): WritableHeaders {
  const own: [string, WritableHeaders[string]][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(DEAD_LETTER_PREFIX)) continue;
    own.push([name, isList(value) ? value.map((one) => one ?? "") : (value ?? "")]);
  }
  return Object.fromEntries(own);
}

function nullHeaders(headers: RawHeaders, carried: RawHeaders): readonly string[] {
  const before = headerText(carried, names.nullHeaders);
  if (before !== undefined) return jsonTexts(before);
  return Object.entries(headers)
    .filter(([, value]) => value === null || (isList(value) && value.includes(null)))
    .map(([name]) => name);
}

function jsonTexts(text: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function isList(value: RawHeaders[string]): value is Extract<RawHeaders[string], readonly unknown[]> {
  return Array.isArray(value);
}

/** A header's value as text; the last one where it stands more than once. */
export function headerText(headers: RawHeaders, name: string): string | undefined {
  const value = headers[name];
  const last = isList(value) ? value.at(-1) : value;
  return last === undefined || last === null ? undefined : last.toString();
}
