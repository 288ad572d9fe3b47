import { malformedBody, missingBody } from "./refusals.js";

/** A JSON object of which nothing is known yet. */
export type JsonObject = { readonly [name: string]: unknown };

// Bodies are read as Jackson reads them into the registry's entities: scalars become one another where that makes sense,
// null is as good as absent, members that nobody knows are ignored, and everything else is a 400.

const MAX_INT = 0x7fff_ffff;

/**
 * The body as an object.
 *
 * @throws RestError 422 when there is none, 400 when it is something else
 */
export function readBody(body: unknown): JsonObject {
  if (body === undefined || body === null) throw missingBody();
  if (!isObject(body)) throw wrongShape("The request body", "an object", body);
  return body;
}

export function readString(object: JsonObject, name: string): string | undefined {
  const value = memberOf(object, name);
  switch (typeof value) {
    case "undefined":
    case "string":
      return value;
    case "number":
    case "boolean":
      return String(value);
    default:
      throw wrongShape(member(name), "a string", value);
  }
}

/** A whole number of 32 bits. */
export function readInteger(object: JsonObject, name: string): number | undefined {
  const value = memberOf(object, name);
  if (value === undefined || value === "") return undefined;
  const number = typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
  if (typeof number !== "number") throw wrongShape(member(name), "an integer", value);
  const whole = Math.trunc(number);
  if (whole > MAX_INT || whole < -MAX_INT - 1) throw malformedBody(`${member(name)} is out of range of int`);
  return whole;
}

export function readBoolean(object: JsonObject, name: string): boolean | undefined {
  const value = memberOf(object, name);
  switch (value) {
    case undefined:
    case "":
      return undefined;
    case true:
    case "true":
    case "True":
    case "TRUE":
      return true;
    case false:
    case "false":
    case "False":
    case "FALSE":
      return false;
    default:
      if (typeof value === "number") return value !== 0;
      throw wrongShape(member(name), "a boolean", value);
  }
}

/** One of some words, written exactly so. */
export function readWord<Word extends string>(
  object: JsonObject,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const value = readString(object, name);
  if (value === undefined) return undefined;
  const word = words.find((one) => one === value);
  if (word === undefined) throw malformedBody(`${member(name)} must be one of ${words.join(", ")}`);
  return word;
}

export function readObject(object: JsonObject, name: string): JsonObject | undefined {
  const value = memberOf(object, name);
  if (value === undefined) return undefined;
  if (!isObject(value)) throw wrongShape(member(name), "an object", value);
  return value;
}

export function readObjects(object: JsonObject, name: string): readonly JsonObject[] | undefined {
  return readList(object, name)?.map((item) => {
    if (!isObject(item)) throw wrongShape(`An element of ${quote(name)}`, "an object", item);
    return item;
  });
}

export function readStrings(object: JsonObject, name: string): readonly string[] | undefined {
  return readList(object, name)?.flatMap((item) => readString({ item }, "item") ?? []);
}

/** An object whose members are all strings; null ones are left out. */
export function readStringMap(object: JsonObject, name: string): Readonly<Record<string, string>> | undefined {
  const value = readObject(object, name);
  return value === undefined
    ? undefined
    : Object.fromEntries(
        Object.keys(value).flatMap((key) => {
          const text = readString(value, key);
          return text === undefined ? [] : [[key, text] as const];
        }),
      );
}

function readList(object: JsonObject, name: string): readonly unknown[] | undefined {
  const value = memberOf(object, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw wrongShape(member(name), "a list", value);
  return value;
}

/** Whether a member is there, be it null. */
export function hasMember(object: JsonObject, name: string): boolean {
  return Object.hasOwn(object, name);
}

function memberOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrongShape(what: string, expected: string, value: unknown) {
  const found = Array.isArray(value) ? "a list" : value === null ? "null" : `a value of type ${typeof value}`;
  return malformedBody(`${what} must be ${expected}, and is ${found}`);
}

function member(name: string): string {
  return `The member ${quote(name)}`;
}

function quote(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}...` : name);
}
