import { type JsonObject, readObject, readObjects, readString, readStrings } from "../../api/read-body.js";
import { malformedBody } from "../../api/refusals.js";
import type { SchemaTags } from "../../storage/record.js";

/** A list of tags by entity in a member of a request. */
export function readSchemaTags(request: JsonObject, name: string): readonly SchemaTags[] {
  return (readObjects(request, name) ?? []).map((item) => {
    const entity = readObject(item, "schemaEntity") ?? {};
    const [path, type] = [readString(entity, "entityPath"), readString(entity, "entityType")?.toLowerCase()];
    if (path === undefined || (type !== "sr_record" && type !== "sr_field")) {
      throw malformedBody(`Every element of ${JSON.stringify(name)} needs an entityPath and an entityType`);
    }
    return { schemaEntity: { entityPath: path, entityType: type }, tags: readStrings(item, "tags") ?? [] };
  });
}
