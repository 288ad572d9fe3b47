import type { Registry } from "../registry.js";
import { type Associated, type Associating, associate } from "./associate.js";
import { associationNotFound } from "./association-errors.js";
import type { Resource } from "./association-store.js";
import { dissociate } from "./dissociate.js";
import { findAssociations } from "./find-associations.js";
import type { AssociationOperation } from "./read-associations.js";

/**
 * Takes steps on a resource, one after the other; those before one that fails stay.
 *
 * @returns what was associated and is not deleted again; nothing for a dry run
 * @throws RestError as {@link associate} and {@link dissociate} do, and 40410 for the deletion of what there is not
 */
export function mutate(
  registry: Registry,
  resource: Resource,
  operations: readonly AssociationOperation[],
  { context, dryRun }: Omit<Associating, "createOnly">,
): readonly Associated[] {
  const results = new Map<string, Associated>();
  for (const operation of operations) {
    const { associationType } = operation;
    if (operation.kind === "DELETE") {
      const { resourceId = "", resourceType } = resource;
      const found = findAssociations(registry, { resourceId, resourceType, associationTypes: [associationType] });
      if (found.length === 0) throw associationNotFound(resourceId);
      dissociate(registry, found, { cascade: operation.cascade, dryRun });
      results.delete(associationType);
    } else {
      const how = { context, dryRun, createOnly: operation.kind === "CREATE" };
      for (const associated of associate(registry, resource, [operation], how)) {
        results.delete(associationType);
        results.set(associationType, associated);
      }
    }
  }
  return [...results.values()];
}
