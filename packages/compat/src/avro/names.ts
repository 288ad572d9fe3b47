import type { AvroName } from "./model.js";

/** The kinds of types. A type that is called like one is always referred to by its full name. */
const KINDS = new Set("record enum array map union fixed string bytes int long float double boolean null".split(" "));

/** What a new registration takes for a name, or one part of a namespace. */
const STRICT = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What {@link isStrictName} accepts, for people. */
export const STRICT_NAME = "a name of the letters A to Z, digits and underscores that does not begin with a digit";

/** Whether something is a name as new registrations have to have it. */
export function isStrictName(name: string): boolean {
  return STRICT.test(name);
}

/** Splits a name: its own dots count more than the namespace beside it or around it. */
export function makeName(written: string, namespace: string | undefined): AvroName {
  const dot = written.lastIndexOf(".");
  const name = written.slice(dot + 1);
  const space = dot === -1 ? namespace : written.slice(0, dot);
  return space === undefined || space === ""
    ? { name, namespace: undefined, full: name }
    : { name, namespace: space, full: `${space}.${name}` };
}

/** How a name is written inside a namespace. */
export function qualified(name: AvroName, namespace: string | undefined): string {
  const short = name.namespace !== undefined && name.namespace === namespace && !KINDS.has(name.name);
  return short ? name.name : name.full;
}

/**
 * How an alias is matched: in full. One without a namespace, of a type that has one, begins with a dot and so
 * matches nothing.
 */
export function aliasKey(alias: AvroName, of: AvroName): string {
  return alias.namespace === undefined && of.namespace !== undefined ? `.${alias.name}` : alias.full;
}
