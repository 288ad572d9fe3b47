import type { JsonObject, JsonValue } from "../json-text/json-value.js";
import { SchemaError } from "../schema-error.js";
import type { Definitions } from "./definitions.js";
import type { AvroProps, AvroType } from "./model.js";
import { isStrictName, STRICT_NAME } from "./names.js";
import type { Place, Source } from "./source.js";

/** Members of types that are never passed on. */
export const TYPE_MEMBERS: ReadonlySet<string> = new Set(
  "doc fields items name namespace size symbols values type aliases".split(" "),
);

/** No other members, for all types that have none. */
export const NO_PROPS: AvroProps = new Map();

/** The place of a type in the one around it, which takes it as soon as it is known. */
export type Slot = (type: AvroType) => void;

/** What the functions that parse one text share. */
export type ParseContext = {
  readonly source: Source;
  readonly strict: boolean;
  readonly definitions: Definitions;
  /** What to check when every name is resolved; run in order. */
  readonly checks: (() => void)[];
  /** Parses a type into its place. It stands here because types hold definitions, which hold types. */
  readonly parseType: (json: JsonValue, namespace: string | undefined, pointer: string, slot: Slot) => void;
};

/** Refuses the schema. */
export function fail(
  source: Source,
  at: { offset: number; pointer: string },
  problem: string,
  expected: string,
): never {
  const position = source.positionAt(at.offset);
  const reference = source.reference === undefined ? "" : `in the reference ${JSON.stringify(source.reference)}: `;
  throw new SchemaError(
    `${reference}line ${position.line}, column ${position.column}${at.pointer === "" ? "" : ` (${at.pointer})`}: ` +
      `${problem}; expected ${expected}`,
    { position, pointer: at.pointer, expected, reference: source.reference },
  );
}

/** The place of a value in the text. */
export function placeOf(context: ParseContext, json: JsonValue): Place {
  return { source: context.source, offset: json.offset };
}

/** A member that has to be there, and a string. */
export function requiredText(context: ParseContext, json: JsonObject, pointer: string, member: string): string {
  const value = json.members.get(member);
  if (value?.kind === "string") return value.value;
  if (value === undefined)
    return fail(context.source, { offset: json.offset, pointer }, `there is no "${member}"`, `"${member}", a string`);
  return fail(
    context.source,
    { offset: value.offset, pointer: `${pointer}/${member}` },
    `"${member}" is ${aKind(value)}`,
    "a string",
  );
}

/** A member that counts only when it is a string. */
export function optionalText(json: JsonObject, member: string): string | undefined {
  const value = json.members.get(member);
  return value?.kind === "string" ? value.value : undefined;
}

/** The members that Avro gives no meaning to. */
export function otherMembers(json: JsonObject, known: ReadonlySet<string>): AvroProps {
  let props: Map<string, JsonValue> | undefined;
  for (const [name, value] of json.members) {
    if (known.has(name)) continue;
    props ??= new Map();
    props.set(name, value);
  }
  return props ?? NO_PROPS;
}

/** The strings under `aliases`, each once. */
export function readAliases(context: ParseContext, json: JsonObject, pointer: string): string[] {
  const list = json.members.get("aliases");
  if (list === undefined) return [];
  if (list.kind !== "array")
    return fail(
      context.source,
      { offset: list.offset, pointer: `${pointer}/aliases` },
      `"aliases" is ${aKind(list)}`,
      "a list of strings",
    );
  const aliases = new Set<string>();
  list.items.forEach((item, at) => {
    if (item.kind === "string") aliases.add(item.value);
    else
      fail(
        context.source,
        { offset: item.offset, pointer: `${pointer}/aliases/${at}` },
        `an alias is ${aKind(item)}`,
        "a string",
      );
  });
  return [...aliases];
}

/** Refuses a name, of which the message says what it is of, that a new registration must not have. */
export function checkName(
  context: ParseContext,
  name: string,
  of: string,
  at: { offset: number; pointer: string },
): void {
  if (context.strict && !isStrictName(name))
    fail(context.source, at, `${of} ${JSON.stringify(name)} is not valid`, STRICT_NAME);
}

/** The kind of a value, with its article. */
export function aKind(value: JsonValue): string {
  if (value.kind === "null") return "null";
  return `${value.kind === "array" || value.kind === "object" ? "an" : "a"} ${value.kind}`;
}
