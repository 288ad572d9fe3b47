import type { Explanation } from "./explain.js";
import type { Change } from "./findings.js";

/** Explains properties and items that were added, removed or required, and what is allowed besides them. */
export function explainContent(change: Change, path: string): Explanation | undefined {
  const { type } = change;
  if (type.startsWith("ADDITIONAL_") || type.startsWith("UNEVALUATED_")) return explainRest(type, path);
  const name = path.slice(path.lastIndexOf("/") + 1).slice(0, 200);
  if (type.startsWith("REQUIRED_ATTRIBUTE_")) return explainRequired(type, name);
  if (/(?:PROPERTY|ITEM)_.*REMOVED/.test(type)) return explainRemoved(type, subject(type, name));
  return /_ADDED_(?:TO|IS|NOT)_/.test(type) ? explainAdded(type, subject(type, name)) : undefined;
}

function subject(type: string, name: string): string {
  return type.includes("ITEM") ? `item ${name}` : `property \`${name}\``;
}

function explainRequired(type: string, name: string): Explanation {
  if (type === "REQUIRED_ATTRIBUTE_REMOVED") return { message: `property \`${name}\` is not required any more` };
  if (type === "REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED")
    return { message: `property \`${name}\` is required now; data written before without it gets its default` };
  return {
    message: `property \`${name}\` is required now: data written before may not have it`,
    suggestion: `leave "${name}" out of "required", or give the property a default`,
  };
}

function explainRemoved(type: string, what: string): Explanation {
  if (type.includes("_WITH_FALSE_")) return { message: `${what} was removed; no data could have it` };
  if (type.includes("_FROM_OPEN_"))
    return { message: `${what} was removed; the new schema allows it still, as it allows anything` };
  if (type.includes("_IS_COVERED_"))
    return { message: `${what} was removed; what the new schema allows besides the named ones covers it` };
  if (type.includes("_NOT_COVERED_"))
    return {
      message: `${what} was removed, and what the new schema allows besides the named ones does not cover it: data written before may have it`,
      suggestion: `keep ${what}`,
    };
  return {
    message: `${what} was removed, and the new schema allows nothing that it does not name: data written before may have it`,
    suggestion: `keep ${what}, or allow others`,
  };
}

function explainAdded(type: string, what: string): Explanation {
  if (type.includes("_WITH_EMPTY_SCHEMA_")) return { message: `${what} was added and may be anything, as before` };
  if (type.includes("_IS_COVERED_"))
    return { message: `${what} was added; what the old schema allowed besides the named ones fits it` };
  if (type.includes("_NOT_COVERED_"))
    return {
      message: `${what} was added, but the old schema allowed something else in its place: data written before may have that`,
      suggestion: `let ${what} allow what the old schema allowed there`,
    };
  if (type.includes("_TO_OPEN_"))
    return {
      message: `${what} was added, but the old schema allowed anything there: data written before may have something else`,
      suggestion:
        "let it be anything ({}), or close the old schema first (additionalProperties: false), or use the LENIENT policy",
    };
  if (type === "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL")
    return {
      message: `${what} was added and is required, without a default: data written before has none`,
      suggestion: `give ${what} a default, or do not require it`,
    };
  return { message: `${what} was added; data written before does without it` };
}

function explainRest(type: string, path: string): Explanation {
  const what = path.slice(path.lastIndexOf("/") + 1);
  const kind = type.includes("PROPERTIES") ? "properties" : "items";
  const where = `\`${what}\``;
  if (type.endsWith("_ADDED")) return { message: `${where} allows other ${kind} now, which it did not` };
  if (type.endsWith("_EXTENDED")) return { message: `${where} allows any other ${kind} now` };
  if (type.endsWith("_REMOVED"))
    return {
      message: `${where} allows no other ${kind} any more: data written before may have some`,
      suggestion: `do not set "${what}" to false`,
    };
  return {
    message: `${where} says what other ${kind} must be, and they could be anything: data written before may have others`,
    suggestion: `leave "${what}" out`,
  };
}
