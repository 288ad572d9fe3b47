import { requireBoolean, requireInteger, requireNumber, requirePattern, requireString } from "./keyword.js";
import type { NumberSchema, StringSchema } from "./model.js";
import { newNumber, newString } from "./new-schema.js";
import { fail } from "./place.js";
import { take, type Unread } from "./unread.js";

/** The keywords of numbers. In draft-04 the exclusive limits are flags, which nothing compares. */
export function loadLegacyNumber(unread: Unread): NumberSchema {
  const schema = newNumber(unread.origin);
  for (const name of ["minimum", "maximum", "multipleOf"] as const) {
    const keyword = take(unread, name);
    if (keyword !== undefined) schema[name] = requireNumber(keyword);
    if (name === "multipleOf" && keyword !== undefined && Number(schema.multipleOf) === 0)
      fail(keyword.place, keyword.value, "a number other than 0");
  }
  for (const name of ["exclusiveMinimum", "exclusiveMaximum"] as const) {
    const keyword = take(unread, name);
    if (keyword === undefined) continue;
    if (unread.loader.dialect === "draft-04") requireBoolean(keyword);
    else schema[name] = requireNumber(keyword);
  }
  return schema;
}

/** The keywords of strings. */
export function loadLegacyString(unread: Unread): StringSchema {
  const schema = newString(unread.origin);
  for (const name of ["minLength", "maxLength"] as const) {
    const keyword = take(unread, name);
    if (keyword !== undefined) schema[name] = requireInteger(keyword, false);
  }
  const pattern = take(unread, "pattern");
  if (pattern !== undefined) schema.pattern = requirePattern(pattern);
  const format = take(unread, "format");
  if (format !== undefined) schema.format = requireString(format);
  return schema;
}
