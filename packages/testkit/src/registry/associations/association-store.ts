import type { Registry } from "../registry.js";
import { compareText } from "../storage/compare-text.js";
import { type AssociationKey, TENANT } from "../storage/record.js";

/** Whether a subject goes when its resource goes (STRONG), or outlives it. */
export const LIFECYCLES = ["STRONG", "WEAK"] as const;

/** Whether a subject goes when its resource goes (STRONG), or outlives it. */
export type Lifecycle = (typeof LIFECYCLES)[number];

/** What a resource uses a subject for. */
export const ASSOCIATION_TYPES = ["key", "value"] as const;

/** What a resource uses a subject for. */
export type AssociationType = (typeof ASSOCIATION_TYPES)[number];

/** A resource, such as a topic: its id is unique, its name is within the namespace, such as a cluster. */
export type Resource = {
  readonly resourceName: string;
  readonly resourceNamespace: string;
  /** Absent in a dry run only. */
  readonly resourceId: string | undefined;
  readonly resourceType: string;
};

/** A subject that a resource uses. */
export type Association = Resource & {
  readonly subject: string;
  readonly guid: string;
  readonly associationType: AssociationType;
  readonly lifecycle: Lifecycle;
  readonly frozen: boolean;
};

/** All associations, by the resource's name and namespace, the association's type, and the subject. */
export function allAssociations(registry: Registry): readonly Association[] {
  // What stands under a key of this type was written here, or by the topic that the record was imported from.
  const all = [...registry.store.kept("ASSOC").values()].map(({ value }) => value as Association);
  return all.sort(
    (left, right) =>
      compareText(left.resourceName, right.resourceName) ||
      compareText(left.resourceNamespace, right.resourceNamespace) ||
      compareText(left.resourceType, right.resourceType) ||
      compareText(left.associationType, right.associationType) ||
      compareText(left.subject, right.subject),
  );
}

/** Keeps associations. */
export function putAssociations(registry: Registry, associations: readonly Association[]): void {
  if (associations.length === 0) return;
  registry.commit(
    associations.map((association) => ({ key: keyOf(association), value: { ...association, tenant: TENANT } })),
  );
}

/** Forgets associations. */
export function removeAssociations(registry: Registry, associations: readonly Association[]): void {
  if (associations.length === 0) return;
  registry.commit(associations.map((association) => ({ key: keyOf(association), value: null })));
}

function keyOf({
  resourceName,
  resourceNamespace,
  resourceType,
  associationType,
  subject,
}: Association): AssociationKey {
  return {
    keytype: "ASSOC",
    tenant: TENANT,
    resourceName,
    resourceNamespace,
    resourceType,
    associationType,
    subject,
    magic: 0,
  };
}
