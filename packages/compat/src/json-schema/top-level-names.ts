import { readSchemaJson } from "./read-json.js";

/** The names in the schema's own `properties`; what `$ref`, `allOf` and the like add does not count. */
export function topLevelNames(text: string): readonly string[] {
  const json = readSchemaJson(text);
  const properties = json?.kind === "object" ? json.members.get("properties") : undefined;
  return properties?.kind === "object" ? [...properties.members.keys()] : [];
}
