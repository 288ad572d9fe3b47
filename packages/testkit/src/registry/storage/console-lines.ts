import type { RegistryRecord } from "./record.js";
import { isUnknown } from "./unknown-records.js";

/** What a backup holds. */
export type Backup = { readonly records: readonly RegistryRecord[]; readonly warnings: readonly string[] };

/** Records as kafka-console-consumer prints the topic `_schemas` with `print.key=true`: `key TAB value`, one a line. */
export function printRecords(records: Iterable<RegistryRecord>): string {
  let text = "";
  for (const { key, value } of records) text += `${JSON.stringify(key)}\t${JSON.stringify(value)}\n`;
  return text;
}

/**
 * Reads what a console consumer printed of the topic, with any `key.separator`, and with what `print.timestamp`,
 * `print.partition` and `print.offset` put in front. Throws on the first line that makes no sense, with its number.
 */
export function parseRecords(text: string, now: number): Backup {
  const records: RegistryRecord[] = [];
  const unknown = new Map<string, number>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === "" || isChatter(line)) continue;
    const record = parseLine(line, index + 1, now);
    if (record.key.keytype === "NOOP") continue;
    if (isUnknown(record)) unknown.set(record.key.keytype, index + 1);
    records.push(record);
  }
  return {
    records,
    warnings: [...unknown].map(
      ([keytype, line]) =>
        `records of the key type ${keytype} (line ${line}, for one) are kept, but this registry does not know what they mean`,
    ),
  };
}

/** The members that the registry works with, and must be able to rely on. */
const REQUIRED: Readonly<Record<RegistryRecord["key"]["keytype"], Shape>> = {
  SCHEMA: {
    key: { subject: "string", version: "number" },
    value: { subject: "string", version: "number", id: "number", schema: "string" },
  },
  CONFIG: { key: {}, value: {} },
  MODE: { key: {}, value: { mode: "string" } },
  DELETE_SUBJECT: { key: { subject: "string" }, value: { subject: "string", version: "number" } },
  CLEAR_SUBJECT: { key: { subject: "string" }, value: {} },
  CONTEXT: { key: { context: "string" }, value: {} },
  NOOP: { key: {}, value: {} },
  ASSOC: { key: { resourceName: "string", subject: "string" }, value: {} },
  KEK: { key: { name: "string" }, value: {} },
  DEK: { key: { kekName: "string", subject: "string" }, value: {} },
};

type Shape = { readonly key: Members; readonly value: Members };
type Members = Readonly<Record<string, "string" | "number">>;

/** The console consumer ends with a line of its own when it is stopped. */
function isChatter(line: string): boolean {
  return /^Processed a total of \d+ messages?$/.test(line.trim());
}

function parseLine(line: string, number: number, now: number): RegistryRecord {
  const [prefix] =
    /^(?:(?:CreateTime|LogAppendTime|Partition|Offset):-?\d+[^{]*?|NoTimestampType[^{]*?)*(?={)/.exec(line) ?? [];
  const start = prefix?.length ?? 0;
  const end = endOfObject(line, start);
  if (end === undefined) throw malformed(number, "it does not begin with a key that is a JSON object");
  const key = readJson(line.slice(start, end), number, "key");
  if (typeof key["keytype"] !== "string") throw malformed(number, "its key has no keytype");
  // The separator may be anything that cannot begin a value.
  const rest = /(?:\{|null\s*$).*/s.exec(line.slice(end))?.[0].trim() ?? "";
  if (rest === "" && key["keytype"] !== "NOOP") {
    throw malformed(number, "it has no value: a record that deletes has the value null");
  }
  const value = rest === "" || rest === "null" ? null : readJson(rest, number, "value");
  const shape = Object.hasOwn(REQUIRED, key["keytype"]) ? REQUIRED[key["keytype"] as keyof typeof REQUIRED] : undefined;
  if (shape !== undefined) {
    check(key, shape.key, number, "key");
    if (value !== null) check(value, shape.value, number, "value");
  }
  const timestamp = Number(/(?:CreateTime|LogAppendTime):(\d+)/.exec(prefix ?? "")?.[1] ?? now);
  return { key, value, timestamp } as unknown as RegistryRecord;
}

/** Where the object that begins at `start` ends; undefined when none begins there, or it does not end. */
function endOfObject(line: string, start: number): number | undefined {
  if (line[start] !== "{") return undefined;
  let depth = 0;
  for (let index = start; index < line.length; index++) {
    const character = line[index];
    if (character === '"') {
      for (index++; index < line.length && line[index] !== '"'; index++) if (line[index] === "\\") index++;
    } else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return index + 1;
  }
  return undefined;
}

function readJson(text: string, line: number, what: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below: what JSON.parse says quotes the text.
  }
  throw malformed(line, `its ${what} is no JSON object`);
}

function check(part: Record<string, unknown>, members: Members, line: number, what: string): void {
  for (const [name, type] of Object.entries(members)) {
    if (typeof part[name] !== type) throw malformed(line, `"${name}" of its ${what} is no ${type}`);
  }
}

function malformed(line: number, why: string): Error {
  return new Error(
    `line ${line} of the backup cannot be read: ${why}. Nothing was imported. Expected is what kafka-console-consumer prints of _schemas with print.key=true`,
  );
}
