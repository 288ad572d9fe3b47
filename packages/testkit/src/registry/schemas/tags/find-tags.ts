import type { SchemaTags } from "../../storage/record.js";
import { type SchemaText, tagsIn } from "./schema-tags.js";

/** The entities with one of the tags in `findTags`, or with any for `*`; undefined when it is not asked for. */
export function tagsAskedFor(text: SchemaText, query: URLSearchParams): readonly SchemaTags[] | undefined {
  const asked = query.getAll("findTags").filter((tag) => tag !== "");
  if (asked.length === 0) return undefined;
  const found = tagsIn(text);
  return asked.includes("*") ? found : found.filter(({ tags }) => tags.some((tag) => asked.includes(tag)));
}
