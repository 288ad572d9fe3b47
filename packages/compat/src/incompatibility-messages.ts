import type { CompatibilityFailure, CompatibilityLevel } from "./check-compatibility.js";
import { formatOf, type SchemaType } from "./format.js";

/** What {@link incompatibilityMessages} puts into words. */
export type IncompatibilityReport = {
  /** Of the schema that was checked. */
  readonly type: SchemaType;
  readonly level: CompatibilityLevel;
  /** Of {@link checkCompatibility}; with `exhaustive: false`, since the registry reports one version. */
  readonly failures: readonly CompatibilityFailure[];
  /** The canonical text of a version that failed; of one that is `undefined`, no text is shown. */
  readonly previousText: (version: number) => string | undefined;
  /** Whether reserved fields were checked. @default false */
  readonly validateFields?: boolean | undefined;
  /** What {@link reservedFieldConflicts} found; comes first. */
  readonly reservedFields?: readonly string[] | undefined;
};

/** How much of an old schema is shown. */
const SHOWN = 10 * 1024;

/**
 * What Confluent Schema Registry says of an incompatible schema: the `messages` of a verbose compatibility check, and
 * between brackets the details of a 409. Empty when nothing is wrong.
 */
export function incompatibilityMessages(report: IncompatibilityReport): string[] {
  const messages = [...(report.reservedFields ?? [])];
  for (const [at, failure] of report.failures.entries()) messages.push(...messagesOf(failure, at, report));
  if (messages.length === 0) return [];
  return [...messages, `{validateFields: '${report.validateFields ?? false}', compatibility: '${report.level}'}`];
}

function messagesOf(
  { version, direction, differentType, differences }: CompatibilityFailure,
  at: number,
  { type, level, failures, previousText }: IncompatibilityReport,
): string[] {
  if (differentType !== undefined)
    return failures.findIndex((other) => other.version === version) === at
      ? ["Incompatible because of different schema type"]
      : [];
  const format = formatOf(type);
  const sides = direction === "backward" ? ["new", "old"] : ["old", "new"];
  const messages = differences
    .filter(({ compatible }) => !compatible)
    .map((difference) => fill(format.print(difference), sides));
  // Where both directions are checked, the old schema follows the second one, and is not shown when only the first fails.
  if (direction === "forward" && level.startsWith("FULL")) return messages;
  const text = previousText(version);
  return [...messages, `{oldSchemaVersion: ${version}}`, ...(text === undefined ? [] : [oldSchema(text)])];
}

function oldSchema(text: string): string {
  return text.length <= SHOWN ? `{oldSchema: '${text}'}` : `{oldSchema: <truncated> '${text.slice(0, SHOWN)}...'}`;
}

/** Fills the reader's and the writer's side into a message's two places. */
function fill(message: string, sides: readonly string[]): string {
  let next = 0;
  return message.replace(/%s/g, (place) => sides[next++] ?? place);
}
