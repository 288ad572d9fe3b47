import type { CallOptions, Endpoint } from "./call.js";
import type { ClientCore } from "./client-core.js";
import { asObject, asStrings, stringMember } from "./json-shape.js";
import type { Page } from "./schema-types.js";

/** Which service keeps a key encryption key. */
export type KmsType = "aws-kms" | "azure-kms" | "gcp-kms" | "hcvault" | "local-kms" | (string & {});

/** A new key encryption key: where the service keeps it. The key itself never leaves the service. */
export type KekInput = {
  /** Letters, digits, `_` and `-`, at most 64 of them. */
  readonly name: string;
  readonly kmsType: KmsType;
  /** The key's name in the service, such as an ARN. */
  readonly kmsKeyId: string;
  readonly kmsProps?: Readonly<Record<string, string>>;
  readonly doc?: string;
  /** Whether the registry may use the key itself, and so make data encryption keys. @default false */
  readonly shared?: boolean;
  /** Makes the key as a soft-deleted one: for copies of a registry. @default false */
  readonly deleted?: boolean;
};

/** What of a key encryption key can be changed. */
export type KekUpdate = Pick<KekInput, "kmsProps" | "doc" | "shared">;

/** A key encryption key as the registry has it. */
export type Kek = KekInput & {
  readonly kmsProps: Readonly<Record<string, string>>;
  readonly shared: boolean;
  /** When it was made, in milliseconds since 1970. */
  readonly ts?: number;
};

/** Which key encryption keys to list. */
export type KekListOptions = CallOptions &
  Page & {
    /** Only those with data encryption keys of subjects that begin so. */
    readonly subjectPrefix?: string | readonly string[];
    /** Soft-deleted ones too. @default false */
    readonly deleted?: boolean;
  };

/** What a key encryption key is made and changed with. */
export type KekWriteOptions = CallOptions & {
  /** Lets the registry try a shared key first. @default false */
  readonly testSharing?: boolean;
};

const KEKS = "/dek-registry/v1/keks";
const KEK = `${KEKS}/{name}`;

/** The key encryption keys of a registry. They belong to no context. */
export type Keks = ReturnType<typeof createKeks>;

/** The key encryption keys of a registry. */
export function createKeks({ caller, qualify }: ClientCore) {
  async function kekOf(endpoint: Endpoint, options: CallOptions): Promise<Kek> {
    return kek(await caller.json(endpoint, options), `${endpoint.method} ${endpoint.route}`);
  }

  return {
    /** `GET /dek-registry/v1/keks`: the names of all key encryption keys. */
    async list(options: KekListOptions = {}): Promise<readonly string[]> {
      const { subjectPrefix, deleted, offset, limit } = options;
      const prefixes = typeof subjectPrefix === "string" ? [subjectPrefix] : subjectPrefix;
      const query = { subjectPrefix: prefixes?.map(qualify), deleted, offset, limit };
      return asStrings(await caller.json({ method: "GET", route: KEKS, query }, options), `GET ${KEKS}`);
    },

    /** `GET /dek-registry/v1/keks/{name}`: one key encryption key. */
    get(name: string, options: CallOptions & { readonly deleted?: boolean } = {}): Promise<Kek> {
      return kekOf({ method: "GET", route: KEK, params: { name }, query: { deleted: options.deleted } }, options);
    },

    /**
     * `POST /dek-registry/v1/keks`: makes a key encryption key known.
     *
     * @throws ResponseError 40971 when there is another one of that name
     */
    create(input: KekInput, options: KekWriteOptions = {}): Promise<Kek> {
      const query = { testSharing: options.testSharing };
      return kekOf({ method: "POST", route: KEKS, query, body: input }, options);
    },

    /** `PUT /dek-registry/v1/keks/{name}`: changes a key encryption key; what is absent stays. */
    update(name: string, update: KekUpdate, options: KekWriteOptions = {}): Promise<Kek> {
      const query = { testSharing: options.testSharing };
      return kekOf({ method: "PUT", route: KEK, params: { name }, query, body: update }, options);
    },

    /**
     * `DELETE /dek-registry/v1/keks/{name}`: deletes a key encryption key.
     *
     * @throws ResponseError 42272 while it has data encryption keys
     */
    async delete(name: string, options: CallOptions & { readonly permanent?: boolean } = {}): Promise<void> {
      const query = { permanent: options.permanent };
      await caller.text({ method: "DELETE", route: KEK, params: { name }, query }, options);
    },

    /** `POST /dek-registry/v1/keks/{name}/undelete`: takes a soft delete back. */
    async undelete(name: string, options: CallOptions = {}): Promise<void> {
      await caller.text({ method: "POST", route: `${KEK}/undelete`, params: { name } }, options);
    },

    /** `POST /dek-registry/v1/keks/{name}/test`: lets the registry try to use a shared key. Changes nothing. */
    test(name: string, options: CallOptions = {}): Promise<Kek> {
      return kekOf({ method: "POST", route: `${KEK}/test`, params: { name }, idempotent: true }, options);
    },
  };
}

function kek(value: unknown, what: string): Kek {
  const object = asObject(value, what);
  return {
    ...object,
    name: stringMember(object, "name", what),
    kmsType: stringMember(object, "kmsType", what),
    kmsKeyId: stringMember(object, "kmsKeyId", what),
    kmsProps: asObject(object["kmsProps"] ?? {}, what) as Record<string, string>,
    shared: object["shared"] === true,
  };
}
