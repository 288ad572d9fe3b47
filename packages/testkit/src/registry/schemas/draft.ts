import type { Metadata, RegisteredReference } from "@magicbyte/compat";
import { type JsonObject, readBody, readBoolean, readInteger, readObjects, readString } from "../api/read-body.js";
import { invalidSchema } from "../api/refusals.js";
import type { Registry } from "../registry.js";
import type { SchemaTags } from "../storage/record.js";
import { readMetadata } from "./metadata.js";
import { type RuleSet, readRuleSet } from "./rule-set.js";
import { readSchemaTags } from "./tags/read-tags.js";

/** A schema that someone sends. */
export type Draft = {
  /** Empty, or absent, for that of the latest version. */
  readonly schema: string | undefined;
  readonly schemaType: string;
  readonly references: readonly RegisteredReference[];
  readonly metadata: Metadata | undefined;
  readonly ruleSet: RuleSet | undefined;
  /** 0 when it is not given; -1 asks for the latest. */
  readonly version: number;
  readonly id: number | undefined;
  /** What is to be done to the tags in its text. */
  readonly tags?: DraftTags | undefined;
};

/** Changes to the tags in a text. */
export type DraftTags = {
  readonly add: readonly SchemaTags[];
  readonly remove: readonly SchemaTags[];
  /** Whether those of the previous version are added. */
  readonly propagate: boolean;
};

/**
 * The schema of a request to register, look up or check one.
 *
 * @throws RestError 400 or 422 when it cannot be one
 */
export function readDraft(registry: Registry, body: unknown): Draft {
  const request = readBody(body);
  const id = readInteger(request, "id");
  const draft = {
    schema: readString(request, "schema"),
    schemaType: readString(request, "schemaType") || "AVRO",
    references: (readObjects(request, "references") ?? []).map((reference) => {
      const [name, subject] = [readString(reference, "name"), readString(reference, "subject")];
      const version = readInteger(reference, "version");
      if (name === undefined || subject === undefined || version === undefined) {
        throw invalidSchema("Invalid reference: name, subject and version are needed");
      }
      return { name, subject, version };
    }),
    metadata: readMetadata(request, "metadata"),
    version: readInteger(request, "version") ?? 0,
    id: id === undefined || id < 0 ? undefined : id,
    tags: readTags(request),
  };
  return { ...draft, ruleSet: registry.settings.dropRuleSets ? undefined : readRuleSet(request, "ruleSet") };
}

/** Whether there is no text, so that the latest version's is meant. */
export function isBlank(draft: Draft): boolean {
  return draft.schema === undefined || draft.schema.trim() === "";
}

function readTags(request: JsonObject): DraftTags | undefined {
  const add = readSchemaTags(request, "schemaTagsToAdd");
  const remove = readSchemaTags(request, "schemaTagsToRemove");
  const propagate = readBoolean(request, "propagateSchemaTags") ?? false;
  return add.length + remove.length > 0 || propagate ? { add, remove, propagate } : undefined;
}
