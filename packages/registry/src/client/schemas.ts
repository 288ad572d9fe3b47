import type { CallOptions } from "./call.js";
import { withinLimits } from "./call-limits.js";
import { type ClientCore, contextAsSubject } from "./client-core.js";
import { asObject, asObjects, asStrings, integerMember, schemaIdMember, stringMember } from "./json-shape.js";
import { registeredSchema, storedSchema } from "./registered-schema.js";
import type { Page, ReadFormat, RegisteredSchema, StoredSchema } from "./schema-types.js";

/** What a schema is read with. */
export type SchemaByIdOptions = CallOptions &
  ReadFormat & {
    /** The subject to which metadata and rules belong; also names the context of the id. */
    readonly subject?: string;
    readonly referenceFormat?: "qualified";
    readonly findTags?: readonly string[];
    /** Adds the highest id of the context as `maxId`. Such an answer is not cached. @default false */
    readonly fetchMaxId?: boolean;
  };

/** Which schemas to list. */
export type SchemaListOptions = CallOptions &
  Page & {
    /** Only those of subjects that begin so. Default: the client's context. `:*:` is all contexts. */
    readonly subjectPrefix?: string;
    readonly deleted?: boolean;
    /** Only the newest version of each subject. @default false */
    readonly latestOnly?: boolean;
    /** With the subjects' aliases. @default false */
    readonly aliases?: boolean;
    readonly ruleType?: string;
    readonly resourceType?: string;
    readonly associationType?: string;
    readonly lifecycle?: string;
  };

/** Where an id is used. */
export type SchemaUseOptions = CallOptions & Page & { readonly subject?: string; readonly deleted?: boolean };

/** A version of a subject. */
export type SubjectVersion = { readonly subject: string; readonly version: number };

/** A schema's id in one context. */
export type ContextId = { readonly context: string; readonly id: number };

/** Schemas by id and GUID. */
export type Schemas = ReturnType<typeof createSchemas>;

/** The schemas of a registry. */
export function createSchemas({ caller, caches, context, qualify }: ClientCore) {
  /** Ids belong to a context: the subject of the query names it. */
  const scopeOf = (subject: string | undefined) =>
    subject === undefined ? contextAsSubject(context) : qualify(subject);

  return {
    /** `GET /schemas`: all schemas, sorted by subject and version. */
    async list(options: SchemaListOptions = {}): Promise<readonly RegisteredSchema[]> {
      const { subjectPrefix, aliases, deleted, latestOnly, offset, limit } = options;
      const { ruleType, resourceType, associationType, lifecycle } = options;
      const query = {
        subjectPrefix: scopeOf(subjectPrefix),
        aliases,
        deleted,
        latestOnly,
        ruleType,
        resourceType,
        associationType,
        lifecycle,
        offset,
        limit,
      };
      const answer = await caller.json({ method: "GET", route: "/schemas", query }, options);
      return asObjects(answer, "GET /schemas").map((schema) => registeredSchema(schema, "GET /schemas"));
    },

    /** `GET /schemas/ids/{id}`: the schema of an id. Cached without end: it never changes. */
    byId(id: number, options: SchemaByIdOptions = {}): Promise<RegisteredSchema> {
      const { subject, format, referenceFormat, findTags, fetchMaxId } = options;
      const route = "/schemas/ids/{id}";
      const query = { subject: scopeOf(subject), format, referenceFormat, findTags, fetchMaxId };
      const load = async (limits: CallOptions) =>
        registeredSchema(
          asObject(await caller.json({ method: "GET", route, params: { id }, query }, limits), `GET ${route}`),
          `GET ${route}`,
          { id },
        );
      if (options.headers !== undefined || fetchMaxId === true) return load(options);
      const plain =
        subject === undefined && format === undefined && referenceFormat === undefined && findTags === undefined;
      const key = plain ? id : JSON.stringify([id, query.subject, format, referenceFormat, findTags]);
      return withinLimits(options, `GET /schemas/ids/${id}`, (signal) =>
        caches.ids.get(key, (shared) => load(caller.sharedLimits(options, shared)), signal),
      );
    },

    /** `GET /schemas/ids/{id}/schema`: the text of a schema, and nothing else. */
    text(id: number, options: CallOptions & ReadFormat & { readonly subject?: string } = {}): Promise<string> {
      const query = { subject: scopeOf(options.subject), format: options.format };
      return caller.text({ method: "GET", route: "/schemas/ids/{id}/schema", params: { id }, query }, options);
    },

    /** `GET /schemas/ids/{id}/subjects`: the subjects that use an id. */
    async subjects(id: number, options: SchemaUseOptions = {}): Promise<readonly string[]> {
      const route = "/schemas/ids/{id}/subjects";
      const { subject, deleted, offset, limit } = options;
      const query = { subject: scopeOf(subject), deleted, offset, limit };
      return asStrings(await caller.json({ method: "GET", route, params: { id }, query }, options), `GET ${route}`);
    },

    /** `GET /schemas/ids/{id}/versions`: the subjects and versions that use an id. */
    async versions(id: number, options: SchemaUseOptions = {}): Promise<readonly SubjectVersion[]> {
      const route = "/schemas/ids/{id}/versions";
      const { subject, deleted, offset, limit } = options;
      const query = { subject: scopeOf(subject), deleted, offset, limit };
      const answer = asObjects(
        await caller.json({ method: "GET", route, params: { id }, query }, options),
        `GET ${route}`,
      );
      return answer.map((one) => ({
        ...one,
        subject: stringMember(one, "subject", `GET ${route}`),
        version: integerMember(one, "version", `GET ${route}`),
      }));
    },

    /** `GET /schemas/guids/{guid}` (8.0): the schema of a GUID. Cached without end. */
    byGuid(guid: string, options: CallOptions & ReadFormat = {}): Promise<StoredSchema> {
      const route = "/schemas/guids/{guid}";
      const { format } = options;
      const load = async (limits: CallOptions) => {
        const answer = asObject(
          await caller.json({ method: "GET", route, params: { guid }, query: { format } }, limits),
          `GET ${route}`,
        );
        return storedSchema(answer, `GET ${route}`, { guid });
      };
      if (options.headers !== undefined) return load(options);
      const key = format === undefined ? guid : JSON.stringify([guid, format]);
      return withinLimits(options, `GET /schemas/guids/${guid}`, (signal) =>
        caches.guids.get(key, (shared) => load(caller.sharedLimits(options, shared)), signal),
      );
    },

    /** `GET /schemas/guids/{guid}/ids` (8.0): the ids that a GUID has, one for each context. */
    async idsOfGuid(guid: string, options: CallOptions = {}): Promise<readonly ContextId[]> {
      const route = "/schemas/guids/{guid}/ids";
      const answer = asObjects(await caller.json({ method: "GET", route, params: { guid } }, options), `GET ${route}`);
      return answer.map((one) => ({
        ...one,
        context: stringMember(one, "context", `GET ${route}`),
        id: schemaIdMember(one, `GET ${route}`),
      }));
    },

    /** `GET /schemas/types`: the schema types that the registry knows. */
    async types(options: CallOptions = {}): Promise<readonly string[]> {
      return asStrings(await caller.json({ method: "GET", route: "/schemas/types" }, options), "GET /schemas/types");
    },
  };
}
