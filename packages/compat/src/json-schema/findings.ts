import type { Schema } from "./model.js";

/** A schema, or a keyword in it: where a difference is seen. */
export type Site = { readonly schema: Schema; readonly keyword?: string | undefined };

/** One difference, relative to the pair of schemas that were compared. */
export type Change = {
  readonly type: string;
  /** What is below the pair's own path; empty for the pair itself. */
  readonly segment: string;
  readonly original?: Site | undefined;
  readonly update?: Site | undefined;
};

/** What comparing two schemas finds. Found once, it is linked to from every path that leads to the two. */
export type Findings = { compatible: boolean; readonly entries: Entry[] };

/** A difference, or what was found further below. */
export type Entry = Change | { readonly segment: string; readonly findings: Findings };

/** Nothing was found. It is not to be added to. */
export function noFindings(): Findings {
  return { compatible: true, entries: [] };
}

/** Adds what was found below; where nothing was, nothing. */
export function nest(findings: Findings, segment: string, below: Findings): void {
  if (!below.compatible) findings.compatible = false;
  if (below.entries.length > 0) findings.entries.push({ segment, findings: below });
}
