import type { Explanation } from "./explain.js";
import type { Change } from "./findings.js";
import { textOf } from "./site.js";

const HOW = /_(ADDED|REMOVED|INCREASED|DECREASED|CHANGED|EXPANDED|REDUCED|EXTENDED|NARROWED)$/;

/** Explains a keyword that was added, removed or changed. */
export function explainKeyword(change: Change, where: string): Explanation | undefined {
  const how = HOW.exec(change.type)?.[1];
  const keyword = change.update?.keyword ?? change.original?.keyword;
  if (how === undefined) return undefined;
  const before = textOf(change.original);
  const after = textOf(change.update);
  const suggestion = suggest(how, keyword, before);
  if (how === "ADDED")
    return {
      message: `${where} was added${after === undefined ? "" : ` (${after})`}: data written before was not held to it`,
      suggestion,
    };
  if (how === "REMOVED") return { message: `${where} was removed${before === undefined ? "" : ` (it was ${before})`}` };
  const values = before === undefined || after === undefined ? "changed" : `was ${before} and is ${after} now`;
  if (keyword === "title" || keyword === "description" || keyword === "$id" || keyword === "default")
    return {
      message: `the ${keyword} of ${where} ${before === undefined ? "was added" : after === undefined ? "was removed" : values}`,
    };
  return { message: `${where} ${values}`, suggestion };
}

function suggest(how: string, keyword: string | undefined, before: string | undefined): string | undefined {
  if (keyword === undefined) return undefined;
  if (how === "ADDED") return `leave "${keyword}" out`;
  return before === undefined ? `keep "${keyword}" as it was` : `keep "${keyword}": ${before}`;
}
