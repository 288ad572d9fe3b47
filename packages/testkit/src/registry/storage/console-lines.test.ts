import { describe, expect, it } from "vitest";
import { parseRecords, printRecords } from "./console-lines.js";

const SCHEMA_KEY = '{"keytype":"SCHEMA","subject":"a","version":1,"magic":1}';
const SCHEMA_VALUE = '{"subject":"a","version":1,"id":1,"schema":"{\\"type\\":\\"string\\"}","deleted":false}';
const NOOP = '{"keytype":"NOOP","magic":0}';

/** What is read of a text, without the time. */
const read = (text: string) => printRecords(parseRecords(text, 5).records);

describe("parseRecords", () => {
  it.each([
    { what: "tabs", text: `${SCHEMA_KEY}\t${SCHEMA_VALUE}\n` },
    { what: "no line feed at the end", text: `${SCHEMA_KEY}\t${SCHEMA_VALUE}` },
    { what: "CRLF and empty lines", text: `\r\n${SCHEMA_KEY}\t${SCHEMA_VALUE}\r\n\r\n` },
    { what: "a byte order mark", text: `\uFEFF${SCHEMA_KEY}\t${SCHEMA_VALUE}` },
    { what: "another separator", text: `${SCHEMA_KEY}|${SCHEMA_VALUE}` },
    { what: "a long separator", text: `${SCHEMA_KEY} ==> ${SCHEMA_VALUE}` },
    { what: "no separator", text: `${SCHEMA_KEY}${SCHEMA_VALUE}` },
    {
      what: "a time, a partition and an offset",
      text: `CreateTime:17\tPartition:0\tOffset:3\t${SCHEMA_KEY}\t${SCHEMA_VALUE}`,
    },
    { what: "NOOP records", text: `${NOOP}\tnull\n${SCHEMA_KEY}\t${SCHEMA_VALUE}\n${NOOP}\t\n${NOOP}\n` },
    { what: "the consumer's last line", text: `${SCHEMA_KEY}\t${SCHEMA_VALUE}\nProcessed a total of 1 messages\n` },
  ])("reads a backup with $what", ({ text }) => {
    expect(read(text)).toBe(`${SCHEMA_KEY}\t${SCHEMA_VALUE}\n`);
  });

  it("reads tombstones, and braces and quotes in a subject", () => {
    const key = '{"keytype":"SCHEMA","subject":"}\\"{\\\\","version":1,"magic":1}';
    expect(parseRecords(`${key}\tnull`, 5).records).toEqual([{ key: JSON.parse(key), value: null, timestamp: 5 }]);
  });

  it("keeps the time where the consumer printed it", () => {
    const { records } = parseRecords(`CreateTime:1700000000000\t${SCHEMA_KEY}\tnull`, 5);
    expect(records[0]?.timestamp).toBe(1_700_000_000_000);
  });

  it("keeps records of key types that it does not know, and says so once for each", () => {
    const line = '{"keytype":"FUTURE","magic":3}\t{"x":[1]}';
    const { records, warnings } = parseRecords(`${line}\n${SCHEMA_KEY}\t${SCHEMA_VALUE}\n${line}`, 5);
    expect(printRecords(records)).toBe(`${line}\n${SCHEMA_KEY}\t${SCHEMA_VALUE}\n${line}\n`);
    expect(warnings).toEqual([
      "records of the key type FUTURE (line 3, for one) are kept, but this registry does not know what they mean",
    ]);
    expect(parseRecords('{"keytype":"toString"}\t{}', 5).warnings).toHaveLength(1);
  });

  it.each([
    { line: "hello", why: "it does not begin with a key that is a JSON object" },
    { line: SCHEMA_VALUE, why: "its key has no keytype" },
    { line: '{"keytype":"MODE"', why: "it does not begin with a key that is a JSON object" },
    { line: "{keytype}\tnull", why: "its key is no JSON object" },
    { line: SCHEMA_KEY, why: "it has no value: a record that deletes has the value null" },
    { line: `${SCHEMA_KEY}\t{"subject":`, why: "its value is no JSON object" },
    { line: `${SCHEMA_KEY}\t"text"`, why: "it has no value: a record that deletes has the value null" },
    { line: `${SCHEMA_KEY}\t{"subject":"a"}`, why: '"version" of its value is no number' },
    { line: `${SCHEMA_KEY.replace("1,", '"1",')}\tnull`, why: '"version" of its key is no number' },
    { line: '{"keytype":"MODE","subject":null,"magic":0}\t{}', why: '"mode" of its value is no string' },
  ])("refuses $line as line 3", ({ line, why }) => {
    expect(() => parseRecords(`${NOOP}\tnull\n\n${line}\n`, 5)).toThrow(
      `line 3 of the backup cannot be read: ${why}. Nothing was imported. Expected is what kafka-console-consumer prints of _schemas with print.key=true`,
    );
  });
});
