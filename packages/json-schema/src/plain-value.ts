/** All of it is what JSON.stringify writes as it is. */
export const PLAIN = 0;
/** The same, but for properties that are undefined, which JSON.stringify leaves out. */
export const WITH_UNDEFINED = 1;
/** Something is written as something else, or is lost: a Date, NaN, a function, an instance of a class. */
export const NOT_PLAIN = 2;

/** How a value relates to the JSON that JSON.stringify makes of it. */
export type Plainness = typeof PLAIN | typeof WITH_UNDEFINED | typeof NOT_PLAIN;

/** Looks at all of a value. Overflows the stack, with a RangeError, where a value is its own descendant. */
export function plainnessOf(value: unknown): Plainness {
  switch (typeof value) {
    case "string":
    case "boolean":
      return PLAIN;
    case "number":
      return Number.isFinite(value) ? PLAIN : NOT_PLAIN;
    case "object":
      return value === null ? PLAIN : plainnessOfObject(value);
    default:
      return NOT_PLAIN;
  }
}

// The types of members are looked at here, without a call for each of them.
function plainnessOfObject(object: object): Plainness {
  if (Array.isArray(object)) return plainnessOfArray(object);
  if (Object.getPrototypeOf(object) !== Object.prototype) return NOT_PLAIN;
  let found: Plainness = PLAIN;
  for (const name in object) {
    const member: unknown = object[name as keyof typeof object];
    switch (typeof member) {
      case "string":
      case "boolean":
        break;
      case "number":
        if (!Number.isFinite(member)) return NOT_PLAIN;
        break;
      case "undefined":
        found = WITH_UNDEFINED;
        break;
      case "object": {
        if (member === null) break;
        const inner = plainnessOfObject(member);
        if (inner === NOT_PLAIN) return NOT_PLAIN;
        if (inner === WITH_UNDEFINED) found = WITH_UNDEFINED;
        break;
      }
      default:
        return NOT_PLAIN;
    }
  }
  return found;
}

function plainnessOfArray(array: readonly unknown[]): Plainness {
  if ("toJSON" in array) return NOT_PLAIN;
  let found: Plainness = PLAIN;
  // By index, since holes, which are written as null, count as well.
  for (let i = 0; i < array.length; i++) {
    const inner = plainnessOf(array[i]);
    if (inner === NOT_PLAIN) return NOT_PLAIN;
    if (inner === WITH_UNDEFINED) found = WITH_UNDEFINED;
  }
  return found;
}
