import type { IncompatibilityIssue } from "../errors/incompatible-schema-error.js";
import type { CallOptions, Endpoint } from "./call.js";
import type { ClientCore } from "./client-core.js";
import { parseIncompatibility } from "./incompatibility.js";
import { asObject, asStrings } from "./json-shape.js";
import { schemaBody } from "./registered-schema.js";
import { unexpectedShape } from "./response.js";
import type { SchemaInput } from "./schema-types.js";
import type { VersionNumber } from "./subject-options.js";

/** What a schema is checked with. */
export type CompatibilityOptions = CallOptions & {
  /** Whether the registry normalises the schema first. Default: what the registry is configured for. */
  readonly normalize?: boolean;
  /**
   * Whether the answer gives reasons. With reasons an invalid schema is incompatible; without them it is a
   * ResponseError 42201.
   * @default true
   */
  readonly verbose?: boolean;
};

/** Whether a schema may be registered, and why not. */
export type CompatibilityResult = {
  readonly compatible: boolean;
  /** The registry's own words, some of which only say what was compared. */
  readonly messages: readonly string[];
  /** The reasons among them. */
  readonly issues: readonly IncompatibilityIssue[];
};

/** Beside the reasons the registry lists what it compared with. */
const CIRCUMSTANCE = /^\{(?:oldSchemaVersion|oldSchema|validateFields|compatibility)\s*:/;

/** Checks of schemas that register nothing. */
export type Compatibility = ReturnType<typeof createCompatibility>;

/** Checks of schemas that register nothing. */
export function createCompatibility({ caller, qualify }: ClientCore) {
  async function post(
    endpoint: Pick<Endpoint, "route" | "params">,
    input: SchemaInput,
    options: CompatibilityOptions,
  ): Promise<CompatibilityResult> {
    const query = { normalize: options.normalize, verbose: options.verbose ?? true };
    const request: Endpoint = {
      method: "POST",
      ...endpoint,
      query,
      body: schemaBody(input),
      idempotent: true,
    };
    return compatibilityResult(await caller.json(request, options), `POST ${endpoint.route}`);
  }

  return {
    /**
     * `POST /compatibility/subjects/{subject}/versions/{version}`: whether a schema goes with one version, by the
     * level that applies to the subject. With `verbose`, which is the default, an invalid schema is answered with
     * `compatible: false`. A subject that is unknown, or has no version for `"latest"`, goes with every schema.
     *
     * @throws ResponseError 40402 for a version by number that does not exist
     */
    async check(
      subject: string,
      version: VersionNumber,
      schema: SchemaInput,
      options: CompatibilityOptions = {},
    ): Promise<CompatibilityResult> {
      const route = "/compatibility/subjects/{subject}/versions/{version}";
      return post({ route, params: { subject: qualify(subject), version } }, schema, options);
    },

    /**
     * `POST /compatibility/subjects/{subject}/versions`: whether a schema goes with as many versions as the level
     * asks for: the check that a registration makes. With `verbose`, which is the default, an invalid schema is
     * answered with `compatible: false`.
     */
    async checkAll(
      subject: string,
      schema: SchemaInput,
      options: CompatibilityOptions = {},
    ): Promise<CompatibilityResult> {
      const route = "/compatibility/subjects/{subject}/versions";
      return post({ route, params: { subject: qualify(subject) } }, schema, options);
    },
  };
}

function compatibilityResult(value: unknown, what: string): CompatibilityResult {
  const { is_compatible: compatible, messages: words, ...rest } = asObject(value, what);
  if (typeof compatible !== "boolean") throw unexpectedShape(what, 'true or false in the member "is_compatible"');
  const messages = asStrings(words ?? [], what);
  const reasons = messages.filter((message) => !CIRCUMSTANCE.test(message));
  return {
    ...rest,
    compatible,
    messages,
    issues: reasons.flatMap((message) => parseIncompatibility(message).issues),
  };
}
