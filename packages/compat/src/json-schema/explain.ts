import { explainContent } from "./explain-content.js";
import { explainKeyword } from "./explain-keyword.js";
import type { Change } from "./findings.js";
import { nameOf, textOf } from "./site.js";

/** What a difference means, and the smallest change that would make it compatible. */
export type Explanation = { readonly message: string; readonly suggestion?: string | undefined };

/** Explains a difference to a person. */
export function explain(change: Change, path: string, compatible: boolean): Explanation {
  const where = path === "#/" ? "the schema" : `\`${short(path)}\``;
  const { message, suggestion } = explainShape(change, where) ??
    explainContent(change, path) ??
    explainKeyword(change, where) ?? { message: `${where}: ${change.type}` };
  if (compatible) return { message };
  const full = message.includes("data written") ? message : `${message}: data written before may not fit`;
  return suggestion === undefined ? { message: full } : { message: full, suggestion };
}

/** The end of a long path says more than its beginning. */
function short(path: string): string {
  return path.length <= 200 ? path : `…${path.slice(-199)}`;
}

function explainShape(change: Change, where: string): Explanation | undefined {
  const before = nameOf(change.original);
  const after = nameOf(change.update);
  switch (change.type) {
    case "TYPE_CHANGED":
      return {
        message: `${where} was ${before} and is ${after} now: data written before does not fit`,
        suggestion: `allow both: {"anyOf": [the old schema, the new schema]}`,
      };
    case "TYPE_EXTENDED":
      return { message: `${where} was an integer and may be any number now: every integer is one` };
    case "TYPE_NARROWED":
      return {
        message: `${where} was any number and must be an integer now: data written before may have fractions`,
        suggestion: `keep "type": "number"`,
      };
    case "SCHEMA_ADDED":
      return {
        message: `${where} could be anything and must be ${after} now: data written before may be something else`,
        suggestion: "leave this schema out, or allow anything in it",
      };
    case "SCHEMA_REMOVED":
      return { message: `${where} had to be ${before} and may be anything now` };
    case "NOT_TYPE_NARROWED":
      return { message: `${where} forbids no more than before` };
    case "NOT_TYPE_EXTENDED":
      return {
        message: `${where} forbids more than before: data written before may be forbidden now`,
        suggestion: "forbid what was forbidden before, or less",
      };
    default:
      return explainCombined(change, where);
  }
}

function explainCombined(change: Change, where: string): Explanation | undefined {
  const before = change.original?.keyword ?? "one schema";
  const after = change.update?.keyword ?? "one schema";
  switch (change.type) {
    case "SUM_TYPE_EXTENDED":
      return { message: `${where} allows one more kind of data than before, or several` };
    case "SUM_TYPE_NARROWED":
      return {
        message: `${where} has fewer branches than before: data written with one that is gone does not fit`,
        suggestion: "put the removed branches back",
      };
    case "PRODUCT_TYPE_EXTENDED":
      return {
        message: `${where} must meet more conditions than before: data written before was not held to them`,
        suggestion: "leave the added conditions out",
      };
    case "PRODUCT_TYPE_NARROWED":
      return { message: `${where} must meet fewer conditions than before` };
    case "COMBINED_TYPE_EXTENDED":
      return {
        message: `${where} combined its parts with ${before} and does so with ${after} now, which allows as much`,
      };
    case "COMBINED_TYPE_CHANGED":
      return {
        message: `${where} combined its parts with ${before} and does so with ${after} now, which allows less`,
        suggestion: `keep ${before}, or use anyOf`,
      };
    case "COMBINED_TYPE_SUBSCHEMAS_CHANGED":
      return {
        message: `${where} has parts that no part of the other version is compatible with: data written with them may not fit`,
        suggestion: "keep the old parts as they were and add new ones beside them",
      };
    case "ENUM_ARRAY_EXTENDED":
      return { message: `${where} allows more values than before${values(change)}` };
    case "ENUM_ARRAY_NARROWED":
    case "ENUM_ARRAY_CHANGED":
      if (change.segment === "const")
        return {
          message: `${where} is another value now${values(change)}: data written before has the old one`,
          suggestion: "allow both with an enum, and start from one: the reference tells const and enum apart",
        };
      return {
        message: `${where} no longer allows some of the values that it did${values(change)}: data written before may have them`,
        suggestion: "put the removed values back",
      };
    default:
      return undefined;
  }
}

function values(change: Change): string {
  const before = textOf(change.original);
  const after = textOf(change.update);
  return before === undefined || after === undefined ? "" : ` (${before} became ${after})`;
}
