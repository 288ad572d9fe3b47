import {
  type AnyTypedSchema,
  type CompatibilityResult,
  IncompatibleSchemaError,
  type MessagePart,
  type RegistryClient,
  ResponseError,
  type SchemaInput,
  type SchemaReference,
  type SubjectStrategy,
  topicName,
  topicRecordName,
  UsageError,
} from "@magicbyte/registry";
import type { AnyTopic } from "./topics/define-topic.js";
import { shapeOf } from "./topics/part.js";

/** How a schema is evolved. */
export type EvolveOptions = {
  /**
   * Which half of the topic's records the schema is of.
   * @default "value"
   */
  readonly part?: MessagePart | undefined;
  /**
   * Under which subject it is registered.
   * @default topicName, or topicRecordName where the topic's part is `oneOf`: as producers do
   */
  readonly subject?: SubjectStrategy | string | undefined;
  /** Whether the registry normalises schemas. Default: what the registry is configured for. */
  readonly normalize?: boolean | undefined;
};

/** What became of a schema. */
export type Evolution =
  | {
      readonly compatible: true;
      readonly subject: string;
      readonly id: number;
      readonly version: number;
      /** Whether this made a new version; false where the subject had the very schema. */
      readonly changed: boolean;
      /** The registry's words on compatibility. */
      readonly messages: readonly string[];
    }
  | {
      readonly compatible: false;
      /** Of the schema at fault: with references it may be one of them. */
      readonly subject: string;
      readonly id?: undefined;
      readonly version?: undefined;
      readonly changed: false;
      /** Why not, in the registry's words. */
      readonly messages: readonly string[];
    };

/** What evolving needs of a client. */
type EvolvingClient = Pick<RegistryClient, "subjects" | "compatibility">;

/**
 * Brings a schema of a topic to the registry: checks whether it goes with the versions before it, by the level of its
 * subject, and registers it when it does. What it references comes first, in the same way. For a step of a deployment,
 * after which services run with `lookup: "existing"`.
 *
 * An incompatible schema is reported with `compatible: false` and not registered; a new subject is fine.
 *
 * @throws TransportError and ResponseError when the registry does not answer: that is not "compatible"
 */
export async function evolve(
  client: EvolvingClient,
  topic: AnyTopic | string,
  schema: AnyTypedSchema,
  options: EvolveOptions = {},
): Promise<Evolution> {
  if (client?.compatibility === undefined) {
    throw new UsageError("evolve needs a client: evolve(createRegistryClient({ baseUrl }), topic, schema)");
  }
  if (schema?.format === undefined) {
    throw new UsageError("evolve takes one schema, such as avro(...): call it for each schema of oneOf");
  }
  return evolveSubject(client, await subjectFor(topic, schema, options), schema, options.normalize, []);
}

async function subjectFor(topic: AnyTopic | string, schema: AnyTypedSchema, options: EvolveOptions): Promise<string> {
  const { part = "value", subject } = options;
  if (typeof subject === "string") return subject;
  const strategy = subject ?? (typeof topic !== "string" && isOneOf(topic, part) ? topicRecordName : topicName);
  const name = typeof topic === "string" ? topic : topic.name;
  return strategy({ topic: name, part, schemaType: schema.format.schemaType, recordName: schema.recordName });
}

function isOneOf(topic: AnyTopic, part: MessagePart): boolean {
  const shape = shapeOf(topic[part]);
  return shape.kind === "schema" && "variants" in shape.schema;
}

async function evolveSubject(
  client: EvolvingClient,
  subject: string,
  schema: AnyTypedSchema,
  normalize: boolean | undefined,
  path: readonly AnyTypedSchema[],
): Promise<Evolution> {
  if (path.includes(schema)) throw new UsageError(`the references of "${subject}" form a cycle`);
  const references: SchemaReference[] = [];
  for (const { name, schema: referenced, subject: owner = name, version } of schema.references) {
    if (version !== undefined) {
      references.push({ name, subject: owner, version });
      continue;
    }
    const settled = await evolveSubject(client, owner, referenced, normalize, [...path, schema]);
    if (!settled.compatible) return settled;
    references.push({ name, subject: owner, version: settled.version });
  }
  const input: SchemaInput = {
    schema: schema.schema,
    schemaType: schema.format.schemaType,
    references,
    ...(schema.metadata === undefined ? {} : { metadata: schema.metadata }),
    ...(schema.ruleSet === undefined ? {} : { ruleSet: schema.ruleSet }),
  };
  return register(client, subject, input, normalize === undefined ? {} : { normalize });
}

async function register(
  client: EvolvingClient,
  subject: string,
  input: SchemaInput,
  options: { readonly normalize?: boolean },
): Promise<Evolution> {
  const known = await versionOf(client, subject, input, options);
  if (known !== undefined) return { compatible: true, subject, ...known, changed: false, messages: [] };
  const { compatible, messages }: CompatibilityResult = await client.compatibility.checkAll(subject, input, options);
  if (!compatible) return { compatible, subject, changed: false, messages };
  try {
    const { id, version } = await client.subjects.register(subject, input, options);
    // Registries before 7.5 do not say which version it became.
    const registered = version === undefined ? await versionOf(client, subject, input, options) : { id, version };
    return { compatible: true, subject, id, version: registered?.version ?? -1, changed: true, messages };
  } catch (error) {
    // Somebody else was faster, and this one does not go with what came between.
    if (!(error instanceof IncompatibleSchemaError)) throw error;
    return { compatible: false, subject, changed: false, messages: error.issues.map(({ message }) => message) };
  }
}

/** Subject not found, and schema not found. */
const NOT_FOUND = new Set([40401, 40403]);

async function versionOf(
  client: EvolvingClient,
  subject: string,
  input: SchemaInput,
  options: { readonly normalize?: boolean },
): Promise<{ readonly id: number; readonly version: number } | undefined> {
  try {
    const { id, version } = await client.subjects.lookup(subject, input, options);
    return { id, version: version ?? -1 };
  } catch (error) {
    if (error instanceof ResponseError && error.status === 404 && NOT_FOUND.has(error.errorCode ?? 0)) return undefined;
    throw error;
  }
}
