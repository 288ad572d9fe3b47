import { inspect } from "node:util";
import { describeValue, type ValueIssue } from "@magicbyte/registry/serde";

/** Collects the places where a value does not fit. */
export type Issues = {
  readonly found: ValueIssue[];
  add(path: string, expected: string, value: unknown): void;
};

/** @param showValues whether issues hold the values themselves, cut off, besides type and length */
export function createIssues(showValues: boolean): Issues {
  const found: ValueIssue[] = [];
  return {
    found,
    add(path, expected, value) {
      const actual = describeValue(value);
      const shown = showValues ? ` ${inspect(value, { depth: 1, maxStringLength: 100, breakLength: Infinity })}` : "";
      found.push({ path, expected, actual: actual + shown });
    },
  };
}

/** The path of a field or of a key. */
export function memberPath(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
