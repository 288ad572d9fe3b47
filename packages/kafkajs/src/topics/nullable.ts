import { UsageError } from "@magicbyte/registry";
import type { Content } from "./part.js";

/** A key or value that may be null: for values a tombstone, which removes the key from a compacted topic. */
export type Nullable<C extends Content = Content> = { readonly nullable: C };

/**
 * Lets a key or value be null: `defineTopic("users", { key: utf8, value: nullable(User) })`. Without it `null` does
 * not compile, does not serialize, and is a poison pill when read.
 *
 * @throws UsageError for what is nullable already
 */
export function nullable<const C extends Content>(content: C): Nullable<C> {
  if (typeof content !== "object" || content === null || "nullable" in content || "nothing" in content) {
    throw new UsageError("nullable() takes a schema, oneOf(...) or a codec, once: nullable(utf8)");
  }
  return { nullable: content };
}
