import { forgetNotFound, invalidateLatest, invalidateSubject, subjectKey } from "./caches.js";
import type { CallOptions } from "./call.js";
import { withinLimits } from "./call-limits.js";
import { type ClientCore, contextAsSubject } from "./client-core.js";
import { asInteger, asIntegers, asObject, asStrings, schemaIdMember } from "./json-shape.js";
import { registeredSchema, schemaBody } from "./registered-schema.js";
import type { Page, ReadFormat, RegisteredSchema, RegisterResult, SchemaInput } from "./schema-types.js";
import { parseSubject } from "./subject-name.js";
import type {
  LatestOptions,
  LookupOptions,
  RegisterOptions,
  SubjectListOptions,
  TagsUpdate,
  VersionListOptions,
  VersionNumber,
  VersionOptions,
} from "./subject-options.js";

/** The subjects of a registry and their versions. */
export type Subjects = ReturnType<typeof createSubjects>;

/** The subjects of a registry. */
export function createSubjects({ caller, caches, context, qualify }: ClientCore) {
  return {
    /** `GET /subjects`: the names of all subjects. */
    async list(options: SubjectListOptions = {}): Promise<readonly string[]> {
      const { subjectPrefix, deleted, deletedOnly, offset, limit } = options;
      const prefix = subjectPrefix === undefined ? contextAsSubject(context) : qualify(subjectPrefix);
      const query = { subjectPrefix: prefix, deleted, deletedOnly, offset, limit };
      return asStrings(await caller.json({ method: "GET", route: "/subjects", query }, options), "GET /subjects");
    },

    /** `GET /subjects/{subject}/versions`: the numbers of a subject's versions. */
    async versions(subject: string, options: VersionListOptions = {}): Promise<readonly number[]> {
      const { deleted, deletedOnly, deletedAsNegative, offset, limit } = options;
      const route = "/subjects/{subject}/versions";
      const query = { deleted, deletedOnly, deletedAsNegative, offset, limit };
      const answer = await caller.json({ method: "GET", route, params: { subject: qualify(subject) }, query }, options);
      return asIntegers(answer, `GET ${route}`);
    },

    /**
     * `GET /subjects/{subject}/versions/{version}`: one version. `"latest"` is answered from the cache while it is
     * fresh; a number only with `deleted: true`, because a number that was deleted may be given out again.
     */
    version: readVersion,

    /** `GET /subjects/{subject}/versions/latest`: the newest version, cached for `cache.latestTtlMs`. */
    latest(subject: string, options: LatestOptions = {}): Promise<RegisteredSchema> {
      const { fresh, ...rest } = options;
      const name = qualify(subject);
      if (fresh === true) caches.latest.invalidate((key) => key.startsWith(subjectKey(name, "latest").slice(0, -1)));
      return readVersion(subject, "latest", rest);
    },

    /**
     * `GET /subjects/{subject}/metadata`: the newest version whose metadata holds all the given properties, cached
     * as the latest version is.
     */
    latestWithMetadata(
      subject: string,
      properties: Readonly<Record<string, string>>,
      options: LatestOptions & { readonly deleted?: boolean } = {},
    ): Promise<RegisteredSchema> {
      const { deleted, format, fresh } = options;
      const name = qualify(subject);
      const route = "/subjects/{subject}/metadata";
      const query = { key: Object.keys(properties), value: Object.values(properties), deleted, format };
      const load = async (limits: CallOptions) => {
        const answer = await caller.json({ method: "GET", route, params: { subject: name }, query }, limits);
        const schema = registeredSchema(asObject(answer, `GET ${route}`), `GET ${route}`);
        return format === undefined ? remember(name, schema) : schema;
      };
      if (options.headers !== undefined) return load(options);
      const key = subjectKey(name, "metadata", Object.entries(properties).sort(), format, deleted);
      if (fresh === true) caches.latest.invalidate((other) => other === key);
      return withinLimits(options, `GET /subjects/${name}/metadata`, (signal) =>
        caches.latest.get(key, (shared) => load(caller.sharedLimits(options, shared)), signal),
      );
    },

    /** `GET /subjects/{subject}/versions/{version}/schema`: the text of one version, and nothing else. */
    text(
      subject: string,
      version: VersionNumber,
      options: CallOptions & ReadFormat & { readonly deleted?: boolean } = {},
    ): Promise<string> {
      const { deleted, format } = options;
      const route = "/subjects/{subject}/versions/{version}/schema";
      const params = { subject: qualify(subject), version };
      return caller.text({ method: "GET", route, params, query: { deleted, format } }, options);
    },

    /** `GET /subjects/{subject}/versions/{version}/referencedby`: the ids of the schemas that reference a version. */
    async referencedBy(
      subject: string,
      version: VersionNumber,
      options: CallOptions & Page & { readonly deleted?: boolean } = {},
    ): Promise<readonly number[]> {
      const { deleted, offset, limit } = options;
      const route = "/subjects/{subject}/versions/{version}/referencedby";
      const params = { subject: qualify(subject), version };
      return asIntegers(
        await caller.json({ method: "GET", route, params, query: { deleted, offset, limit } }, options),
        `GET ${route}`,
      );
    },

    /**
     * `POST /subjects/{subject}/versions`: registers a schema, or finds it registered. The answer is remembered, so
     * that the same schema is registered once, by any number of callers. Never changes the subject's configuration.
     *
     * @throws IncompatibleSchemaError when the registry refuses it as incompatible
     */
    async register(subject: string, input: SchemaInput, options: RegisterOptions = {}): Promise<RegisterResult> {
      const { normalize, format, force, id, version } = options;
      const name = qualify(subject);
      const route = "/subjects/{subject}/versions";
      const body = {
        ...schemaBody(input),
        ...(id === undefined ? {} : { id }),
        ...(version === undefined ? {} : { version }),
      };
      const query = { normalize, format, force };
      const load = async (limits: CallOptions): Promise<RegisterResult> => {
        try {
          const answer = asObject(
            await caller.json(
              { method: "POST", route, params: { subject: name }, query, body, idempotent: true },
              limits,
            ),
            `POST ${route}`,
          );
          const registered = { ...answer, id: schemaIdMember(answer, `POST ${route}`) } as RegisterResult;
          if (format === undefined && typeof registered.schema === "string") {
            remember(name, registeredSchema(registered, `POST ${route}`));
          }
          return Object.freeze(registered);
        } finally {
          // Whatever the answer was, the write may have happened.
          invalidateLatest(caches, name);
          forgetNotFound(caches);
        }
      };
      if (options.headers !== undefined || force === true || id !== undefined || version !== undefined)
        return load(options);
      const key = subjectKey(name, "register", body, normalize, format);
      return withinLimits(options, `POST /subjects/${name}/versions`, (signal) =>
        caches.registrations.get(key, (shared) => load(caller.sharedLimits(options, shared)), signal),
      );
    },

    /** `POST /subjects/{subject}`: finds the version that has this very schema. Registers nothing. */
    lookup(subject: string, input: SchemaInput, options: LookupOptions = {}): Promise<RegisteredSchema> {
      const { normalize, format, deleted } = options;
      const name = qualify(subject);
      const route = "/subjects/{subject}";
      const body = schemaBody(input);
      const load = async (limits: CallOptions) => {
        const answer = await caller.json(
          {
            method: "POST",
            route,
            params: { subject: name },
            query: { normalize, format, deleted },
            body,
            idempotent: true,
          },
          limits,
        );
        return registeredSchema(asObject(answer, `POST ${route}`), `POST ${route}`, body);
      };
      if (options.headers !== undefined) return load(options);
      const key = subjectKey(name, "lookup", body, normalize, format, deleted);
      return withinLimits(options, `POST /subjects/${name}`, (signal) =>
        caches.lookups.get(key, (shared) => load(caller.sharedLimits(options, shared)), signal),
      );
    },

    /**
     * `DELETE /subjects/{subject}`: deletes all versions and returns their numbers. A soft delete hides them; a
     * permanent one, possible after it, forgets them for good.
     */
    async delete(
      subject: string,
      options: CallOptions & { readonly permanent?: boolean } = {},
    ): Promise<readonly number[]> {
      const route = "/subjects/{subject}";
      const name = qualify(subject);
      try {
        const query = { permanent: options.permanent };
        return asIntegers(
          await caller.json({ method: "DELETE", route, params: { subject: name }, query }, options),
          `DELETE ${route}`,
        );
      } finally {
        invalidateSubject(caches, name);
      }
    },

    /** `DELETE /subjects/{subject}/versions/{version}`: deletes one version and returns its number. */
    async deleteVersion(
      subject: string,
      version: VersionNumber,
      options: CallOptions & { readonly permanent?: boolean } = {},
    ): Promise<number> {
      const route = "/subjects/{subject}/versions/{version}";
      const name = qualify(subject);
      try {
        const query = { permanent: options.permanent };
        return asInteger(
          await caller.json({ method: "DELETE", route, params: { subject: name, version }, query }, options),
          `DELETE ${route}`,
        );
      } finally {
        invalidateSubject(caches, name);
      }
    },

    /** `POST /subjects/{subject}/versions/{version}/tags`: a new version with tags added and removed. */
    async updateTags(
      subject: string,
      version: VersionNumber,
      update: TagsUpdate,
      options: CallOptions = {},
    ): Promise<RegisterResult> {
      const route = "/subjects/{subject}/versions/{version}/tags";
      const name = qualify(subject);
      try {
        const answer = asObject(
          await caller.json({ method: "POST", route, params: { subject: name, version }, body: update }, options),
          `POST ${route}`,
        );
        return { ...answer, id: schemaIdMember(answer, `POST ${route}`) } as RegisterResult;
      } finally {
        invalidateSubject(caches, name);
        forgetNotFound(caches);
      }
    },
  };

  async function readVersion(
    subject: string,
    version: VersionNumber,
    options: VersionOptions = {},
  ): Promise<RegisteredSchema> {
    const { deleted, format, referenceFormat, findTags, signal } = options;
    const name = qualify(subject);
    const query = { deleted, format, referenceFormat, findTags };
    const load = (limits: CallOptions) => getVersion(name, version, query, limits);
    if (options.headers !== undefined || (version !== "latest" && deleted !== true)) return load(options);
    const cache = version === "latest" ? caches.latest : caches.versions;
    const key = subjectKey(name, version, format, referenceFormat, findTags, deleted);
    return withinLimits(options, `GET /subjects/${name}/versions/${version}`, (own) =>
      cache.get(key, (shared) => load(caller.sharedLimits(options, shared)), own ?? signal),
    );
  }

  async function getVersion(
    subject: string,
    version: VersionNumber,
    query: {
      readonly [name in "deleted" | "format" | "referenceFormat" | "findTags"]: VersionOptions[name] | undefined;
    },
    limits: CallOptions,
  ): Promise<RegisteredSchema> {
    const route = "/subjects/{subject}/versions/{version}";
    const answer = await caller.json({ method: "GET", route, params: { subject, version }, query }, limits);
    const schema = registeredSchema(asObject(answer, `GET ${route}`), `GET ${route}`, { subject });
    const plain = query.format === undefined && query.referenceFormat === undefined && query.findTags === undefined;
    return plain ? remember(subject, schema) : schema;
  }

  /** A schema that came by another way need not be asked for by its id again. */
  function remember(subject: string, schema: RegisteredSchema): RegisteredSchema {
    // Ids count per context, and an unqualified name may have been found in another one.
    const sameContext = parseSubject(schema.subject ?? subject).context === (context ?? ".");
    if (sameContext && caches.ids.peek(schema.id) === undefined) caches.ids.set(schema.id, schema);
    return schema;
  }
}
