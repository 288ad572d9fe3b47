import { type AvroNamed, type AvroType, isPrimitiveKind } from "./model.js";
import { sameSchema } from "./same-schema.js";
import type { Place } from "./source.js";

/** A use of a name whose definition was not read yet when it was met. */
export type Unresolved = {
  readonly full: string;
  /** The name alone: where the full one is not defined, a reference without a namespace may be. */
  readonly simple: string;
  readonly place: Place;
  readonly pointer: string;
  /** Puts the definition where the name stands. */
  readonly resolve: (type: AvroNamed) => void;
};

/** The named types of a schema and of its references. */
export type Definitions = {
  readonly types: Map<string, AvroNamed>;
  readonly unresolved: Unresolved[];
};

/**
 * What a name stands for so far. A type is defined only when its definition ends: within it, its own name is not
 * known yet, and one of the same name without a namespace goes first, as in the reference implementation.
 */
export function findDefinition(definitions: Definitions, written: string, full: string): AvroNamed | undefined {
  return definitions.types.get(full) ?? definitions.types.get(written);
}

/** Adds a definition; false when there is a different one of that name already. */
export function addDefinition(definitions: Definitions, type: AvroNamed): boolean {
  const known = definitions.types.get(type.name.full);
  if (known === undefined) definitions.types.set(type.name.full, type);
  return known === undefined || sameSchema(known, type);
}

/** The definition of a name that was not known when it was met; undefined when there is none at all. */
export function resolveLate(definitions: Definitions, use: Unresolved): AvroNamed | undefined {
  const type = definitions.types.get(use.full);
  if (type !== undefined) return type;
  // References are resolved in any order, so this one may have been read after its use; Java is given them in order.
  const outer = definitions.types.get(use.simple);
  return outer !== undefined && outer.place.source !== use.place.source ? outer : undefined;
}

/** What distinguishes the branches of a union: only named types may stand in it more than once. */
export function branchKey(type: AvroType): string {
  return isPrimitiveKind(type.kind) || !("name" in type) ? type.kind : type.name.full;
}
