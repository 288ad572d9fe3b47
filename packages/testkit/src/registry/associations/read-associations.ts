import { type JsonObject, readBoolean, readObject, readObjects, readString, readWord } from "../api/read-body.js";
import { invalidAssociation } from "./association-errors.js";
import {
  ASSOCIATION_TYPES,
  type AssociationType,
  LIFECYCLES,
  type Lifecycle,
  type Resource,
} from "./association-store.js";

/** A subject to associate; what is undefined is up to what there is already. */
export type AssociationRequest = {
  readonly subject: string;
  readonly associationType: AssociationType;
  readonly lifecycle: Lifecycle | undefined;
  readonly frozen: boolean | undefined;
  /** A schema to register under the subject first, as `POST /subjects/{subject}/versions` takes it. */
  readonly schema: JsonObject | undefined;
  readonly normalize: boolean;
};

/** One step of a batch. */
export type AssociationOperation =
  | ({ readonly kind: "CREATE" | "UPSERT" } & AssociationRequest)
  | { readonly kind: "DELETE"; readonly associationType: AssociationType; readonly cascade: boolean };

/** The one type of resource that there is. */
export const TOPIC = "topic";

/** The resource of a request. @throws RestError 42212 */
export function readResource(body: JsonObject, dryRun: boolean): Resource {
  const resourceName = checkName("resourceName", readString(body, "resourceName"));
  const resourceNamespace = checkName("resourceNamespace", readString(body, "resourceNamespace"));
  const resourceId = readString(body, "resourceId") || undefined;
  if (resourceId === undefined && !dryRun) throw invalidAssociation("resourceId", "cannot be null or empty");
  const resourceType = readString(body, "resourceType") || TOPIC;
  if (resourceType !== TOPIC) throw invalidAssociation("resourceType", `must be '${TOPIC}'`);
  return { resourceName, resourceNamespace, resourceId, resourceType };
}

/** The subjects to associate with a resource. @throws RestError 42212 */
export function readAssociations(body: JsonObject, resource: Resource): readonly AssociationRequest[] {
  const associations = notEmpty(body, "associations").map((one) => readAssociation(one, resource));
  const types = associations.map(({ associationType }) => associationType);
  if (new Set(types).size < types.length) throw invalidAssociation("associationType", "must not be duplicated");
  return associations;
}

/** The steps to take on a resource. @throws RestError 42212 */
export function readOperations(body: JsonObject, resource: Resource): readonly AssociationOperation[] {
  return notEmpty(body, "associations").map((one): AssociationOperation => {
    const kind = readWord(one, "opType", ["CREATE", "UPSERT", "DELETE"]);
    if (kind === undefined) throw invalidAssociation("opType", "cannot be null or empty");
    if (kind !== "DELETE") return { kind, ...readAssociation(one, resource) };
    return { kind, associationType: readType(one), cascade: readBoolean(one, "cascadeLifecycle") ?? false };
  });
}

/** A list of objects that must hold something. @throws RestError 42212 */
export function notEmpty(body: JsonObject, member: string): readonly JsonObject[] {
  const list = readObjects(body, member);
  if (list === undefined || list.length === 0) throw invalidAssociation(member, "cannot be null or empty");
  return list;
}

function readAssociation(one: JsonObject, { resourceName, resourceNamespace }: Resource): AssociationRequest {
  const associationType = readType(one);
  const lifecycle = readWord(one, "lifecycle", LIFECYCLES);
  const frozen = readBoolean(one, "frozen");
  if (lifecycle === "WEAK" && frozen === true)
    throw invalidAssociation("frozen", "association with lifecycle of WEAK cannot be frozen");
  return {
    subject: checkSubject(readString(one, "subject") ?? `:.${resourceNamespace}:${resourceName}-${associationType}`),
    associationType,
    lifecycle,
    frozen,
    schema: readObject(one, "schema"),
    normalize: readBoolean(one, "normalize") ?? false,
  };
}

function readType(one: JsonObject): AssociationType {
  const given = readString(one, "associationType") || "value";
  const type = ASSOCIATION_TYPES.find((known) => known === given);
  if (type === undefined) throw invalidAssociation("associationType", "must be either 'key' or 'value'");
  return type;
}

/** Dots are allowed: topics have them. */
function checkName(member: string, name: string | undefined): string {
  if (name === undefined || name === "") throw invalidAssociation(member, "cannot be null or empty");
  if (name.length > 256) throw invalidAssociation(member, "exceeds max length of 256");
  const illegal = /[^\p{L}\p{Nd}_.-]/u.exec(name)?.[0];
  if (illegal !== undefined) throw invalidAssociation(member, `illegal character '${illegal}'`);
  return name;
}

function checkSubject(subject: string): string {
  if (subject === "" || /\p{Cc}/u.test(subject)) throw invalidAssociation("subject", "must not be empty");
  return subject;
}
