import type { Difference } from "./difference.js";
import { type CompatibilityPolicy, formatOf, type SchemaType } from "./format.js";
import type { References } from "./options.js";
import type { ReferenceVersions } from "./protobuf.js";

/** How far a new version must go with the earlier ones. */
export type CompatibilityLevel =
  | "NONE"
  | "BACKWARD"
  | "BACKWARD_TRANSITIVE"
  | "FORWARD"
  | "FORWARD_TRANSITIVE"
  | "FULL"
  | "FULL_TRANSITIVE";

/** A version: its text, or its text with what belongs to it. */
export type SchemaVersion =
  | string
  | {
      readonly schema: string;
      /** @default the type of the check */
      readonly type?: SchemaType | undefined;
      /** Its number, for the result. @default its place in the list, counted from 1 */
      readonly version?: number | undefined;
      readonly references?: References | undefined;
      /** Which versions the references name: those that are the same in two versions are not looked into (Protobuf). */
      readonly referenceVersions?: ReferenceVersions | undefined;
      /** The metadata's properties, among which the compatibility group stands. */
      readonly properties?: Readonly<Record<string, string>> | undefined;
    };

/** What is checked. */
export type CompatibilityCheck = {
  readonly type: SchemaType;
  readonly level: CompatibilityLevel;
  /** The version that is to be registered. */
  readonly next: SchemaVersion;
  /** The versions that are registered, oldest first. */
  readonly previous: readonly SchemaVersion[];
  /** @default "STRICT" */
  readonly policy?: CompatibilityPolicy | undefined;
  /** The name of the metadata property that divides versions into groups: only those of `next`'s group are checked. */
  readonly compatibilityGroup?: string | undefined;
};

/** Backward: the new version does not read what the old one wrote. Forward: the other way round. */
export type Direction = "backward" | "forward";

/** One version that the new one does not go with, in one direction. */
export type CompatibilityFailure = {
  readonly version: number;
  readonly direction: Direction;
  /** Set when the two are of different types, which only NONE allows. */
  readonly differentType?: { readonly previous: SchemaType; readonly next: SchemaType } | undefined;
  /** Every difference between the two in that direction, the compatible ones too. */
  readonly differences: readonly Difference[];
};

/** What comes of a check. */
export type CompatibilityVerdict = {
  readonly compatible: boolean;
  /** By version, newest first; forward before backward, as the registry reports them. */
  readonly failures: readonly CompatibilityFailure[];
  /** The numbers of the versions that were looked at, newest first. */
  readonly checked: readonly number[];
};

/** What {@link checkCompatibility} can be told besides. */
export type CheckOptions = {
  /**
   * Whether to look at every version of a transitive level, or to stop at the first that fails, as the registry does.
   * @default true
   */
  readonly exhaustive?: boolean | undefined;
};

type Version = Exclude<SchemaVersion, string> & {
  readonly type: SchemaType;
  readonly version: number;
  /** Parsed when it is first needed, and once. */
  readonly parsed: () => unknown;
};

/**
 * Would the registry accept `next` at this level?
 *
 * @throws SchemaError when one of the texts cannot be parsed
 */
export function checkCompatibility(check: CompatibilityCheck, options: CheckOptions = {}): CompatibilityVerdict {
  const { type, level, policy, compatibilityGroup } = check;
  const directions = directionsOf(level);
  const next = versionOf(check.next, type, check.previous.length + 1);
  const candidates = check.previous
    .map((version, index) => versionOf(version, type, index + 1))
    .filter(({ properties }) => compatibilityGroup === undefined || groupOf(properties) === groupOf(next.properties))
    .reverse();
  const failures: CompatibilityFailure[] = [];
  const checked: number[] = [];

  function groupOf(properties: Readonly<Record<string, string>> | undefined): string | undefined {
    return compatibilityGroup === undefined ? undefined : properties?.[compatibilityGroup];
  }

  for (const version of level.endsWith("_TRANSITIVE") ? candidates : candidates.slice(0, 1)) {
    if (directions.length === 0) break;
    checked.push(version.version);
    const found = directions.flatMap((direction) => failureOf(version, next, direction, policy));
    failures.push(...found);
    if (found.length > 0 && options.exhaustive === false) break;
  }
  return { compatible: failures.length === 0, failures, checked };
}

function failureOf(
  previous: Version,
  next: Version,
  direction: Direction,
  policy: CompatibilityPolicy | undefined,
): CompatibilityFailure[] {
  const { version } = previous;
  if (previous.type !== next.type) {
    return [{ version, direction, differentType: { previous: previous.type, next: next.type }, differences: [] }];
  }
  const [original, update] = direction === "backward" ? [previous, next] : [next, previous];
  const { compatible, differences } = formatOf(next.type).compare(original.parsed(), update.parsed(), {
    policy,
    originalReferenceVersions: original.referenceVersions,
    updateReferenceVersions: update.referenceVersions,
  });
  return compatible ? [] : [{ version, direction, differences }];
}

function directionsOf(level: CompatibilityLevel): readonly Direction[] {
  switch (level) {
    case "NONE":
      return [];
    case "BACKWARD":
    case "BACKWARD_TRANSITIVE":
      return ["backward"];
    case "FORWARD":
    case "FORWARD_TRANSITIVE":
      return ["forward"];
    case "FULL":
    case "FULL_TRANSITIVE":
      return ["forward", "backward"];
    default:
      throw new RangeError(
        `compatibility level ${JSON.stringify(level)} is none of NONE, BACKWARD, FORWARD, FULL and their _TRANSITIVE forms`,
      );
  }
}

function versionOf(given: SchemaVersion, type: SchemaType, number: number): Version {
  const version = { type, version: number, ...withoutUndefined(typeof given === "string" ? { schema: given } : given) };
  let parsed: { readonly value: unknown } | undefined;
  return {
    ...version,
    parsed() {
      const { schema, references } = version;
      parsed ??= { value: formatOf(version.type).parse(schema, { references, strict: false }) };
      return parsed.value;
    },
  };
}

function withoutUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
