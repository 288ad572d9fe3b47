import { ResponseError } from "../errors/response-error.js";
import type { CallOptions, Endpoint } from "./call.js";
import type { ClientCore } from "./client-core.js";
import { asIntegers, asObject, asStrings, integerMember, stringMember } from "./json-shape.js";
import type { Page } from "./schema-types.js";
import type { VersionNumber } from "./subject-options.js";

/** What a data encryption key is for. `AES256_SIV` gives the same ciphertext for the same text. */
export type DekAlgorithm = "AES128_GCM" | "AES256_GCM" | "AES256_SIV";

/** A new data encryption key. */
export type DekInput = {
  readonly subject: string;
  /** @default 1 (the registry's own default) */
  readonly version?: number;
  /** @default "AES256_GCM" (the registry's own default) */
  readonly algorithm?: DekAlgorithm;
  /** Base64. Left out where the registry is to make the key itself, which takes a shared key encryption key. */
  readonly encryptedKeyMaterial?: string;
  /** Makes the key as a soft-deleted one: for copies of a registry. @default false */
  readonly deleted?: boolean;
};

/** A data encryption key as the registry has it. */
export type Dek = DekInput & {
  readonly kekName: string;
  readonly version: number;
  readonly algorithm: DekAlgorithm;
  /** Base64, in the clear: only where the key encryption key is shared. */
  readonly keyMaterial?: string;
  /** When it was made, in milliseconds since 1970. */
  readonly ts?: number;
};

/** Which of a subject's data encryption keys is meant. */
export type DekOptions = CallOptions & {
  /** @default "AES256_GCM" (the registry's own default) */
  readonly algorithm?: DekAlgorithm;
};

/** What a data encryption key is read with. */
export type DekGetOptions = DekOptions & {
  /** @default 1 (the registry's own default) */
  readonly version?: VersionNumber;
  /** Also when it is soft-deleted. @default false */
  readonly deleted?: boolean;
};

/** What data encryption keys are deleted with. */
export type DekDeleteOptions = DekOptions & {
  /** For good; possible after a soft delete. @default false */
  readonly permanent?: boolean;
};

/** What a data encryption key is stored with. */
export type DekCreateOptions = CallOptions & {
  /** Encrypts the key of an existing version anew, after the key encryption key changed. @default false */
  readonly rewrap?: boolean;
};

const DEKS = "/dek-registry/v1/keks/{name}/deks";
const DEK = `${DEKS}/{subject}`;
const DEK_VERSIONS = `${DEK}/versions`;
const DEK_VERSION = `${DEK_VERSIONS}/{version}`;

/** The data encryption keys of a registry, by key encryption key and subject. */
export type Deks = ReturnType<typeof createDeks>;

/** The data encryption keys of a registry. */
export function createDeks({ caller, qualify }: ClientCore) {
  async function dekOf(endpoint: Endpoint, options: CallOptions): Promise<Dek> {
    return dek(await caller.json(endpoint, options), `${endpoint.method} ${endpoint.route}`);
  }

  return {
    /** `GET /dek-registry/v1/keks/{name}/deks`: the subjects that have data encryption keys under a key. */
    async list(
      kekName: string,
      options: CallOptions & Page & { readonly deleted?: boolean } = {},
    ): Promise<readonly string[]> {
      const { deleted, offset, limit } = options;
      const query = { deleted, offset, limit };
      const answer = await caller.json({ method: "GET", route: DEKS, params: { name: kekName }, query }, options);
      return asStrings(answer, `GET ${DEKS}`);
    },

    /**
     * `GET /dek-registry/v1/keks/{name}/deks/{subject}`, and with `version`
     * `GET /dek-registry/v1/keks/{name}/deks/{subject}/versions/{version}`: one data encryption key.
     */
    get(kekName: string, subject: string, options: DekGetOptions = {}): Promise<Dek> {
      const { algorithm, version, deleted } = options;
      const params = { name: kekName, subject: qualify(subject) };
      const query = { algorithm, deleted };
      if (version === undefined) return dekOf({ method: "GET", route: DEK, params, query }, options);
      return dekOf({ method: "GET", route: DEK_VERSION, params: { ...params, version }, query }, options);
    },

    /** `GET /dek-registry/v1/keks/{name}/deks/{subject}/versions`: the numbers of a subject's keys. */
    async versions(
      kekName: string,
      subject: string,
      options: DekOptions & Page & { readonly deleted?: boolean } = {},
    ): Promise<readonly number[]> {
      const { algorithm, deleted, offset, limit } = options;
      const params = { name: kekName, subject: qualify(subject) };
      const query = { algorithm, deleted, offset, limit };
      const answer = await caller.json({ method: "GET", route: DEK_VERSIONS, params, query }, options);
      return asIntegers(answer, `GET ${DEK_VERSIONS}`);
    },

    /**
     * `POST /dek-registry/v1/keks/{name}/deks/{subject}`: stores a data encryption key, or lets the registry make it.
     * Older servers, which refuse that path, are asked by `POST /dek-registry/v1/keks/{name}/deks`.
     *
     * @throws ResponseError 40971 when there is another one already
     */
    async create(kekName: string, input: DekInput, options: DekCreateOptions = {}): Promise<Dek> {
      const { rewrap } = options;
      const body = { ...input, subject: qualify(input.subject) };
      const params = { name: kekName, subject: body.subject };
      try {
        return await dekOf({ method: "POST", route: DEK, params, query: { rewrap }, body }, options);
      } catch (error) {
        if (rewrap === true || !(error instanceof ResponseError) || error.status !== 405) throw error;
        return dekOf({ method: "POST", route: DEKS, params: { name: kekName }, body }, options);
      }
    },

    /** `DELETE /dek-registry/v1/keks/{name}/deks/{subject}`: deletes all versions of a subject's key. */
    async delete(kekName: string, subject: string, options: DekDeleteOptions = {}): Promise<void> {
      const { algorithm, permanent } = options;
      const params = { name: kekName, subject: qualify(subject) };
      await caller.text({ method: "DELETE", route: DEK, params, query: { algorithm, permanent } }, options);
    },

    /** `DELETE /dek-registry/v1/keks/{name}/deks/{subject}/versions/{version}`: deletes one version. */
    async deleteVersion(
      kekName: string,
      subject: string,
      version: VersionNumber,
      options: DekDeleteOptions = {},
    ): Promise<void> {
      const { algorithm, permanent } = options;
      const params = { name: kekName, subject: qualify(subject), version };
      await caller.text({ method: "DELETE", route: DEK_VERSION, params, query: { algorithm, permanent } }, options);
    },

    /** `POST /dek-registry/v1/keks/{name}/deks/{subject}/undelete`: takes the soft delete of all versions back. */
    async undelete(kekName: string, subject: string, options: DekOptions = {}): Promise<void> {
      const params = { name: kekName, subject: qualify(subject) };
      const query = { algorithm: options.algorithm };
      await caller.text({ method: "POST", route: `${DEK}/undelete`, params, query }, options);
    },

    /**
     * `POST /dek-registry/v1/keks/{name}/deks/{subject}/versions/{version}/undelete`: takes the soft delete of one
     * version back.
     */
    async undeleteVersion(
      kekName: string,
      subject: string,
      version: VersionNumber,
      options: DekOptions = {},
    ): Promise<void> {
      const params = { name: kekName, subject: qualify(subject), version };
      const query = { algorithm: options.algorithm };
      await caller.text({ method: "POST", route: `${DEK_VERSION}/undelete`, params, query }, options);
    },
  };
}

function dek(value: unknown, what: string): Dek {
  const object = asObject(value, what);
  return {
    ...object,
    kekName: stringMember(object, "kekName", what),
    subject: stringMember(object, "subject", what),
    version: integerMember(object, "version", what),
    algorithm: stringMember(object, "algorithm", what) as DekAlgorithm,
  };
}
