import { describeType } from "./describe-type.js";
import type { AvroField, AvroType } from "./model.js";
import { canPromote } from "./promotion.js";
import type { Incompatibility } from "./verdict.js";

/** What a difference means, and what to do about it. */
export type Explanation = { readonly message: string; readonly suggestion?: string | undefined };

/** How many symbols a message lists. */
const SHOWN = 10;

/** Up to how many fields a record may have for renamed ones to be looked for: it takes time for each that is missing. */
const GUESSED = 200;

/** Explains a reason; of a union, also why the branch that comes closest does not do. */
export function explain(reason: Incompatibility, withCause = true): Explanation {
  const { reader, writer } = reason;
  switch (reason.type) {
    case "READER_FIELD_MISSING_DEFAULT_VALUE":
      return explainMissingField(reason);
    case "NAME_MISMATCH":
      return explainName(reason);
    case "FIXED_SIZE_MISMATCH": {
      const sizes = reader.kind === "fixed" && writer.kind === "fixed" ? [writer.size, reader.size] : [];
      return {
        message: `${describeType(reader)} was ${sizes[0]} bytes long and is now ${sizes[1]}: data written before has another length`,
        suggestion: `keep the size ${sizes[0]}, and put data of another length into a new field with a default`,
      };
    }
    case "MISSING_ENUM_SYMBOLS":
      return {
        message: `${describeType(reader)} no longer has ${symbolsOf(reason)}: data written before may hold them`,
        suggestion: 'keep them, or give the enum a "default", which readers then take for them',
      };
    case "MISSING_UNION_BRANCH": {
      const cause = withCause && reason.cause !== undefined ? explain(reason.cause, false) : undefined;
      const message = `${subjectOf(reason)} no longer takes ${describeType(writer)} as data written before may have it`;
      if (cause !== undefined) return { message: `${message}: ${cause.message}`, suggestion: cause.suggestion };
      return { message, suggestion: `keep ${describeType(writer)} in the union` };
    }
    case "AMBIGUOUS_FIELD_ALIAS": {
      const name = reason.within?.field.name ?? "";
      return {
        message: `field \`${name}\` could be read from more than one field of the original: its name and its aliases match several`,
        suggestion: `leave of the aliases of \`${name}\` only those of fields that are not there beside each other`,
      };
    }
    case "TYPE_MISMATCH":
      return explainType(reason);
  }
}

/** What a reason is about, such as "the item type of field `tags`". */
function subjectOf(reason: Incompatibility): string {
  const { within } = reason;
  let subject = within === undefined ? "the schema" : `field \`${within.field.name}\` of ${within.record.name.full}`;
  // What stands behind the last field in the path are the steps from it.
  const steps = reason.path.split("/");
  const from = Math.max(steps.lastIndexOf("type"), steps.lastIndexOf("fields"));
  for (const step of steps.slice(from + 1))
    if (step === "items" || step === "values")
      subject = `the ${step === "items" ? "item" : "value"} type of ${subject}`;
  return subject;
}

function explainType(reason: Incompatibility): Explanation {
  const { reader, writer, within } = reason;
  const was = describeType(writer);
  const is = describeType(reader);
  if (
    within !== undefined &&
    reader.kind === "enum" &&
    reader === within.field.type &&
    isMissingIn(within.field, writer)
  )
    return {
      message: `field \`${within.field.name}\` was added without a default of its own: that of its enum stands for symbols which readers do not know, not for a field that data written before does not have`,
      suggestion: `add "default": ${JSON.stringify(reader.default)} to the field`,
    };
  const subject = subjectOf(reason);
  if (writer.kind === "null")
    return {
      message: `${subject} may be null in data written before, and now has to be ${is}`,
      suggestion: `allow null again: ["null", ${literal(reader)}]`,
    };
  return {
    message: `${subject} was ${was} and is now ${is}: data written before cannot be read as that`,
    suggestion: canPromote(reader.kind, writer.kind)
      ? `keep ${was}: ${is} could become ${was}, but not the other way round`
      : `keep ${was}, or allow both: [${literal(writer)}, ${literal(reader)}]`,
  };
}

function isMissingIn(field: AvroField, writer: AvroType): boolean {
  return writer.kind === "record" && field.default === undefined && !writer.fieldsByName.has(field.name);
}

function explainName({ reader, writer }: Incompatibility): Explanation {
  const was = "name" in writer ? writer.name : undefined;
  const is = "name" in reader ? reader.name : undefined;
  if (was === undefined || is === undefined) return { message: "the name changed" };
  // An alias without a namespace, in a type that has one, is taken to be in that namespace.
  const aliasWorks = was.namespace !== undefined || is.namespace === undefined;
  return {
    message: `${reader.kind} ${was.full} is now called ${is.full}: readers take it for another type`,
    suggestion: aliasWorks
      ? `add "aliases": [${JSON.stringify(was.full)}] to ${is.full}, or keep the name`
      : `keep the name ${was.name}`,
  };
}

function explainMissingField(reason: Incompatibility): Explanation {
  const field = reason.within?.field;
  if (field === undefined) return { message: "a field was added without a default" };
  const message = `field \`${field.name}\` was added without a default: data written before has none; give it a default or make it nullable`;
  const renamed = renamedFrom(reason, field);
  const alias =
    renamed === undefined ? "" : `; if it is \`${renamed}\` renamed, add "aliases": [${JSON.stringify(renamed)}]`;
  return { message, suggestion: `${defaultFor(field.type)}${alias}` };
}

function defaultFor(type: AvroType): string {
  if (type.kind === "null") return 'add "default": null';
  if (type.kind === "union") {
    const at = type.branches.findIndex((branch) => branch.kind === "null");
    if (at === 0) return 'add "default": null';
    if (at > 0) return 'put "null" first in its union and add "default": null';
    return 'put "null" first in its union, or add a "default" that fits the first of its types';
  }
  const zero = ZEROS[type.kind];
  const nullable = `make its type ["null", ${literal(type)}] with "default": null`;
  return zero === undefined ? nullable : `add a default, such as "default": ${zero}, or ${nullable}`;
}

const ZEROS: Readonly<Partial<Record<AvroType["kind"], string>>> = {
  boolean: "false",
  int: "0",
  long: "0",
  float: "0.0",
  double: "0.0",
  string: '""',
  bytes: '""',
  array: "[]",
  map: "{}",
};

/** The one field that is gone and had the same type, which may have been renamed. */
function renamedFrom({ reader, writer }: Incompatibility, added: AvroField): string | undefined {
  if (reader.kind !== "record" || writer.kind !== "record" || reader.fields.length > GUESSED) return undefined;
  const gone = writer.fields.filter(
    (field) => field.type.kind === added.type.kind && !reader.fieldsByName.has(field.name),
  );
  const rivals = reader.fields.filter(
    (field) => field.type.kind === added.type.kind && !writer.fieldsByName.has(field.name),
  );
  return gone.length === 1 && rivals.length === 1 ? gone[0]?.name : undefined;
}

function symbolsOf({ detail }: Incompatibility): string {
  const symbols = detail.slice(1, -1).split(", ");
  const more = symbols.length - SHOWN;
  return `${symbols.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** A type as it may stand in JSON, as far as that is short. */
function literal(type: AvroType): string {
  if ("name" in type) return JSON.stringify(type.name.full);
  if (type.kind === "array")
    return `{"type": "array", "items": ${"name" in type.items ? literal(type.items) : `"${type.items.kind}"`}}`;
  if (type.kind === "map")
    return `{"type": "map", "values": ${"name" in type.values ? literal(type.values) : `"${type.values.kind}"`}}`;
  return JSON.stringify(type.kind);
}
