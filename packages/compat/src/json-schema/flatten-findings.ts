import type { Change, Entry, Findings } from "./findings.js";

/** Enough for anybody to read: a schema that refers to itself over and over again may have as many as it likes. */
const MAX_DIFFERENCES = 200_000;
/** Paths may be as long as the schema is deep, and there is one for each difference. */
const MAX_CHARACTERS = 50_000_000;

/** The differences that were found, with their paths from the root. */
export function* flattenFindings(findings: Findings): Generator<{ readonly change: Change; readonly path: string }> {
  const open: { readonly entries: readonly Entry[]; next: number; readonly path: string }[] = [
    { entries: findings.entries, next: 0, path: "" },
  ];
  let count = 0;
  let characters = 0;
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const entry = top.entries[top.next++];
    if (entry === undefined) {
      open.pop();
      continue;
    }
    const path = join(top.path, entry.segment);
    if ("findings" in entry) {
      open.push({ entries: entry.findings.entries, next: 0, path });
      continue;
    }
    characters += path.length;
    if (++count > MAX_DIFFERENCES || characters > MAX_CHARACTERS) return;
    yield { change: entry, path: `#/${path}` };
  }
}

function join(path: string, segment: string): string {
  return path === "" || segment === "" ? path + segment : `${path}/${segment}`;
}
