import type { CallOptions, Endpoint } from "./call.js";
import { type ClientCore, contextAsSubject, contextName } from "./client-core.js";
import { asObject, asObjects, integerMember, type JsonObject, stringMember } from "./json-shape.js";
import type { Page, SchemaInput, StoredSchema } from "./schema-types.js";
import { forgetScope } from "./scope.js";

/** Whether the subject goes when the resource goes (`STRONG`) or outlives it (`WEAK`). */
export type AssociationLifecycle = "STRONG" | "WEAK";

/** What a resource uses a subject for. */
export type AssociationType = "key" | "value" | (string & {});

/** A resource: a topic, and the cluster that it is in. */
export type AssociatedResource = {
  readonly resourceName?: string;
  /** The id of the Kafka cluster. */
  readonly resourceNamespace?: string;
  readonly resourceId?: string;
  /** @default "topic" (the registry's own default) */
  readonly resourceType?: string;
};

/** A subject that a resource uses. */
export type Association = AssociatedResource & {
  readonly subject: string;
  readonly guid?: string;
  readonly associationType?: AssociationType;
  readonly lifecycle?: AssociationLifecycle;
  /** Whether it can no longer be changed. */
  readonly frozen: boolean;
};

/** A subject to associate with a resource, and a schema to register under it where it has none yet. */
export type AssociationInput = {
  readonly subject?: string;
  /** @default "value" (the registry's own default) */
  readonly associationType?: AssociationType;
  readonly lifecycle?: AssociationLifecycle;
  readonly frozen?: boolean;
  readonly schema?: SchemaInput;
  readonly normalize?: boolean;
};

/** A resource with the subjects to associate with it. `resourceId` is needed for all but a dry run. */
export type ResourceAssociationsInput = AssociatedResource & {
  readonly associations: readonly AssociationInput[];
};

/** A resource with the subjects that it uses. */
export type ResourceAssociations = AssociatedResource & {
  readonly associations: readonly (Omit<Association, keyof AssociatedResource | "guid"> & {
    readonly schema?: Partial<StoredSchema>;
  })[];
};

/** One step of a batch. */
export type AssociationOperation =
  | ({ readonly opType: "CREATE" | "UPSERT" } & AssociationInput)
  | {
      readonly opType: "DELETE";
      readonly associationType?: AssociationType;
      /** Deletes the subject too, where the association is strong. @default false */
      readonly cascadeLifecycle?: boolean;
    };

/** A resource with the steps to take on it. */
export type AssociationMutation = AssociatedResource & {
  readonly associations: readonly AssociationOperation[];
};

/** Which associations of a resource to get: the resource by its id, or by its name and namespace. */
export type AssociationQuery = AssociatedResource & {
  readonly associationTypes?: readonly AssociationType[];
  readonly lifecycle?: AssociationLifecycle;
};

/** What became of one request of a batch. */
export type AssociationOutcome =
  | { readonly result: ResourceAssociations; readonly error?: undefined }
  | { readonly result?: undefined; readonly error: { readonly errorCode: number; readonly message: string } };

/** Which associations to list. */
export type AssociationListOptions = CallOptions &
  Page & {
    /** @default "topic" (the registry's own default) */
    readonly resourceType?: string;
    readonly associationType?: AssociationType | readonly AssociationType[];
    readonly lifecycle?: AssociationLifecycle;
  };

/** What associations are changed with. */
export type AssociationChangeOptions = CallOptions & {
  /** The context of subjects that name none. Default: the client's own. */
  readonly context?: string;
  /** Only checks and tells what would happen. @default false */
  readonly dryRun?: boolean;
};

/** What associations are deleted with. */
export type AssociationDeleteOptions = CallOptions & {
  /** @default "topic" (the registry's own default) */
  readonly resourceType?: string;
  readonly associationType?: AssociationType | readonly AssociationType[];
  /** Deletes the subjects of strong associations too. @default false */
  readonly cascadeLifecycle?: boolean;
  /** Only checks whether it could be done. @default false */
  readonly dryRun?: boolean;
};

/** Which subjects a topic uses, whatever their names (8.2). */
export type Associations = ReturnType<typeof createAssociations>;

/** The associations of resources with subjects. */
export function createAssociations({ caller, caches, context, qualify }: ClientCore) {
  async function list(
    endpoint: Pick<Endpoint, "route" | "params">,
    options: AssociationListOptions,
  ): Promise<readonly Association[]> {
    const { resourceType, associationType, lifecycle, offset, limit } = options;
    const query = { resourceType, associationType, lifecycle, offset, limit };
    const what = `GET ${endpoint.route}`;
    const answer = asObjects(await caller.json({ method: "GET", ...endpoint, query }, options), what);
    return answer.map((one) => associated(one, what));
  }

  async function change(
    endpoint: Pick<Endpoint, "method" | "route" | "params" | "body">,
    options: AssociationChangeOptions,
  ): Promise<unknown> {
    const { context: given, dryRun } = options;
    const query = { context: contextAsSubject(given === undefined ? context : contextName(given)), dryRun };
    const idempotent = dryRun === true ? true : undefined;
    try {
      return await caller.json({ ...endpoint, query, idempotent }, options);
    } finally {
      if (dryRun !== true) forgetScope(caches, undefined);
    }
  }

  return {
    /** `GET /associations/subjects/{subject}`: the resources that use a subject. */
    bySubject(subject: string, options: AssociationListOptions = {}): Promise<readonly Association[]> {
      return list({ route: "/associations/subjects/{subject}", params: { subject: qualify(subject) } }, options);
    },

    /** `GET /associations/resources/{resourceId}`: the subjects that a resource uses. */
    byResourceId(resourceId: string, options: AssociationListOptions = {}): Promise<readonly Association[]> {
      return list({ route: "/associations/resources/{resourceId}", params: { resourceId } }, options);
    },

    /**
     * `GET /associations/resources/{resourceNamespace}/{resourceName}`: the subjects that a resource uses, by its
     * name, such as a topic's, and its namespace, such as a cluster's id; `-` is any namespace.
     */
    byResourceName(
      resourceNamespace: string,
      resourceName: string,
      options: AssociationListOptions = {},
    ): Promise<readonly Association[]> {
      const route = "/associations/resources/{resourceNamespace}/{resourceName}";
      return list({ route, params: { resourceNamespace, resourceName } }, options);
    },

    /**
     * `POST /associations`: associates subjects with a resource, and registers their schemas where they are given.
     *
     * @throws ResponseError 40903 or 40904 when an association stands in the way, 42212 when the request is invalid
     */
    async create(
      resource: ResourceAssociationsInput,
      options: AssociationChangeOptions = {},
    ): Promise<ResourceAssociations> {
      const answer = await change({ method: "POST", route: "/associations", body: resource }, options);
      return resourceAssociations(asObject(answer, "POST /associations"), "POST /associations");
    },

    /** `PUT /associations/resources/{resourceId}`: the same, and changes associations that are there already. */
    async createOrUpdate(
      resourceId: string,
      resource: ResourceAssociationsInput,
      options: AssociationChangeOptions = {},
    ): Promise<ResourceAssociations> {
      const route = "/associations/resources/{resourceId}";
      const answer = await change({ method: "PUT", route, params: { resourceId }, body: resource }, options);
      return resourceAssociations(asObject(answer, `PUT ${route}`), `PUT ${route}`);
    },

    /**
     * `DELETE /associations/resources/{resourceId}`: deletes associations of a resource.
     *
     * @throws ResponseError 40410 when there are none, 40908 when one is frozen
     */
    async delete(resourceId: string, options: AssociationDeleteOptions = {}): Promise<void> {
      const { resourceType, associationType, cascadeLifecycle, dryRun } = options;
      const route = "/associations/resources/{resourceId}";
      const query = { resourceType, associationType, cascadeLifecycle, dryRun };
      try {
        await caller.text({ method: "DELETE", route, params: { resourceId }, query }, options);
      } finally {
        if (dryRun !== true) forgetScope(caches, undefined);
      }
    },

    /** `POST /associations:batchGet`: the associations of many resources. One that fails does not stop the others. */
    async batchGet(
      requests: readonly AssociationQuery[],
      options: CallOptions = {},
    ): Promise<readonly AssociationOutcome[]> {
      const route = "/associations:batchGet";
      const answer = await caller.json({ method: "POST", route, body: { requests }, idempotent: true }, options);
      return outcomes(answer, `POST ${route}`);
    },

    /** `POST /associations:batchMutate`: changes many resources. One that fails does not stop the others. */
    async batchMutate(
      requests: readonly AssociationMutation[],
      options: AssociationChangeOptions = {},
    ): Promise<readonly AssociationOutcome[]> {
      const route = "/associations:batchMutate";
      return outcomes(await change({ method: "POST", route, body: { requests } }, options), `POST ${route}`);
    },
  };
}

/** A registry leaves out what is empty, though not `frozen`; other servers may. */
function associated(object: JsonObject, what: string): Association {
  return { ...object, subject: stringMember(object, "subject", what), frozen: object["frozen"] === true };
}

function resourceAssociations(object: JsonObject, what: string): ResourceAssociations {
  const associations = asObjects(object["associations"] ?? [], what);
  return { ...object, associations: associations.map((one) => associated(one, what)) };
}

function outcomes(value: unknown, what: string): readonly AssociationOutcome[] {
  return asObjects(asObject(value, what)["results"], what).map((outcome): AssociationOutcome => {
    const { error, result, ...rest } = outcome;
    if (error === undefined || error === null) {
      return { ...rest, result: resourceAssociations(asObject(result ?? {}, what), what) };
    }
    const words = asObject(error, what);
    const errorCode = integerMember(words, "error_code", what);
    return { ...rest, error: { errorCode, message: stringMember(words, "message", what) } };
  });
}
