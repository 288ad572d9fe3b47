import { invalidSubject } from "../api/refusals.js";
import { parseSubject } from "../contexts/qualified-subject.js";

const RESERVED_NAMES = new Set(["__GLOBAL", "__EMPTY"]);
const RESERVED_CONTEXT = ".__GLOBAL";

/** @throws RestError 42208 for a subject under which nothing may be registered */
export function validateSubject(subject: string): void {
  const { context, name } = parseSubject(subject);
  validateCharacters(subject);
  if (RESERVED_NAMES.has(name) || context === RESERVED_CONTEXT) throw invalidSubject(subject);
}

/** @throws RestError 42208 for a subject with control characters, which no scope may have either */
export function validateCharacters(subject: string): void {
  // The categories of Java's Character.isISOControl.
  if (/\p{Cc}/u.test(subject)) throw invalidSubject(subject);
}
