/** By UTF-16 code units, as Java compares strings. */
export function compareText(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
