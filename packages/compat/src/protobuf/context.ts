import type { Position, TypeEntry, TypeTable } from "@magicbyte/proto-text";
import type { ReferenceVersion } from "./schema.js";

/** The same thing of both schemas. */
export type Both<T> = { readonly original: T; readonly update: T };

/** Where the comparison is. */
export type Place = {
  /** What stands behind `#/`: names of messages and enums, then of a oneof, then a number. */
  readonly path: readonly string[];
  /** The names of the messages and enums around, with dots between them. */
  readonly name: string;
  /** The package that names are resolved in, of each side. */
  readonly packages: Both<string>;
};

/** A difference, without what follows from its type and place. */
export type Finding = {
  readonly type: string;
  readonly message: string;
  readonly original?: { readonly position: Position } | undefined;
  readonly update?: { readonly position: Position } | undefined;
  readonly suggestion?: string | undefined;
};

/** What a comparison knows and collects. */
export type Context = {
  readonly tables: Both<TypeTable>;
  /** The registered schema that a type is from; undefined where that is not known. */
  readonly references: Both<(entry: TypeEntry) => ReferenceVersion | undefined>;
  readonly add: (place: Place, finding: Finding) => void;
  /** Compares two messages that a field names; whether the update's can be read as the original's was written. */
  readonly compareNamed: (original: TypeEntry, update: TypeEntry) => boolean;
};

/** Inside the message or enum `name`. */
export function insideType(place: Place, name: string): Place {
  return { ...place, path: [...place.path, name], name: place.name === "" ? name : `${place.name}.${name}` };
}

/** At a oneof or a number. */
export function at(place: Place, ...steps: readonly string[]): Place {
  return { ...place, path: [...place.path, ...steps] };
}

/** What `name` means at `place` in one of the schemas. */
export function resolve(
  context: Context,
  side: keyof Both<unknown>,
  place: Place,
  name: string,
): TypeEntry | undefined {
  const scope = [place.packages[side], place.name].filter((part) => part !== "").join(".");
  return context.tables[side].resolveType(name, scope);
}
