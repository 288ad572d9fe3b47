/** One place where a value does not fit its schema. */
export type ValueIssue = {
  /** The path into the value, such as `lines[3].sku`; empty for the value itself. */
  readonly path: string;
  /** What the schema wants there, such as `int`. */
  readonly expected: string;
  /** Type and length of what was there, such as `string(34)`: never the value itself. */
  readonly actual: string;
};

/** Names a value by type and length, so that an error can speak of it without showing it. */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return `string(${value.length})`;
  if (Array.isArray(value)) return `array(${value.length})`;
  if (ArrayBuffer.isView(value)) return `bytes(${value.byteLength})`;
  if (value instanceof Date) return "Date";
  if (typeof value === "object") return `object(${Object.keys(value).length})`;
  if (typeof value === "number" && !Number.isFinite(value)) return "number(not finite)";
  return typeof value;
}

/** `lines[3].sku: expected int, got string(34)`, for as many issues as fit a line. */
export function describeIssues(issues: readonly ValueIssue[], atMost = 5): string {
  const shown = issues
    .slice(0, atMost)
    .map(({ path, expected, actual }) => `${path === "" ? "value" : path}: expected ${expected}, got ${actual}`);
  if (issues.length > atMost) shown.push(`and ${issues.length - atMost} more`);
  return shown.join("; ");
}
