import { type ProtoField, type ProtoLabel, parseFieldType, type TypeEntry } from "@magicbyte/proto-text";
import { type Both, type Context, type Place, resolve } from "./context.js";

/** A field's type as it counts on the wire. */
type Resolved =
  | { readonly kind: "scalar"; readonly wire: string; readonly written: string }
  | { readonly kind: "message"; readonly written: string; readonly entry: TypeEntry | undefined }
  | { readonly kind: "map"; readonly written: string; readonly key: string; readonly value: string };

/** Types of one group are read as each other. */
const wireGroups: ReadonlyMap<string, string> = new Map([
  ...["int32", "int64", "uint32", "uint64", "bool"].map((name) => [name, "varint"] as const),
  ...["sint32", "sint64"].map((name) => [name, "zigzag"] as const),
  ...["string", "bytes"].map((name) => [name, "bytes"] as const),
  ...["fixed32", "sfixed32"].map((name) => [name, "fixed32"] as const),
  ...["fixed64", "sfixed64"].map((name) => [name, "fixed64"] as const),
]);

/** Compares two fields of one number: name, type and label. */
export function compareFields(context: Context, place: Place, original: ProtoField, update: ProtoField): void {
  if (isSameScalar(original, update)) return;
  const field = fieldName(place, update);
  if (original.name !== update.name) {
    const message = `the field ${update.tag} of ${place.name} was ${original.name} and is ${update.name}: it is the same on the wire, but not in JSON`;
    context.add(place, { type: "FIELD_NAME_CHANGED", message, original, update });
  }
  const labels = { original: original.label, update: update.label };
  compareTypes(context, place, { original, update }, field, { original: original.type, update: update.type }, labels);
}

/** Most fields do not change: for those no text is made. */
function isSameScalar(original: ProtoField, update: ProtoField): boolean {
  const isSame = original.name === update.name && original.type === update.type && original.label === update.label;
  return isSame && parseFieldType(original.type).kind === "scalar";
}

/** How messages call a field. */
export function fieldName(place: Place, field: ProtoField): string {
  return `${place.name}.${field.name} (${field.tag})`;
}

function compareTypes(
  context: Context,
  place: Place,
  fields: Both<ProtoField>,
  field: string,
  types: Both<string>,
  labels: Both<ProtoLabel | undefined>,
): void {
  const original = resolveType(context, "original", place, types.original);
  const update = resolveType(context, "update", place, types.update);
  const changed = `${field} was ${original.written} and is ${update.written}`;
  const suggestion = `keep ${fields.original.type} for ${fields.original.tag}, and add the new field under a new number`;
  if (original.kind === "scalar" && update.kind === "scalar") {
    if (original.wire !== update.wire) {
      const message = `${changed}: the two are written differently, so that old data is misread`;
      context.add(place, { type: "FIELD_SCALAR_KIND_CHANGED", message, suggestion, ...fields });
    } else {
      compareLabels(context, place, fields, field, labels, original.wire === "bytes");
    }
  } else if (original.kind === "message" && update.kind === "message") {
    compareMessageTypes(context, place, fields, changed, original, update);
  } else if (original.kind === "map" && update.kind === "map") {
    const none = { original: undefined, update: undefined };
    const keys = { original: original.key, update: update.key };
    const values = { original: original.value, update: update.value };
    compareTypes(context, place, fields, `the key of ${field}`, keys, none);
    compareTypes(context, place, fields, `the value of ${field}`, values, none);
  } else {
    const message = `${changed}: ${article(original.kind)} cannot be read as ${article(update.kind)}`;
    context.add(place, { type: "FIELD_KIND_CHANGED", message, suggestion, ...fields });
  }
}

const article = (kind: string): string => `a ${kind}`;

/** Labels count only where both are written. */
function compareLabels(
  context: Context,
  place: Place,
  fields: Both<ProtoField>,
  field: string,
  labels: Both<ProtoLabel | undefined>,
  isText: boolean,
): void {
  const { original, update } = labels;
  if (original === undefined || update === undefined || original === update) return;
  const changed = `${field} was ${original} and is ${update}`;
  if (isText) {
    const message = `${changed}: strings and bytes are read all the same`;
    context.add(place, { type: "FIELD_STRING_OR_BYTES_LABEL_CHANGED", message, ...fields });
  } else {
    const message = `${changed}: repeated numbers are packed, so that one is not read as the other`;
    const suggestion = `keep it ${original}, and add the new field under a new number`;
    context.add(place, { type: "FIELD_NUMERIC_LABEL_CHANGED", message, suggestion, ...fields });
  }
}

function compareMessageTypes(
  context: Context,
  place: Place,
  fields: Both<ProtoField>,
  changed: string,
  original: Resolved & { kind: "message" },
  update: Resolved & { kind: "message" },
): void {
  const type = "FIELD_NAMED_TYPE_CHANGED";
  const before = original.entry;
  const after = update.entry;
  const sameName =
    before === undefined || after === undefined
      ? original.written === update.written
      : localName(before) === localName(after);
  if (!sameName) {
    const suggestion = `keep the type ${original.written}, or add a field under a new number`;
    context.add(place, { type, message: `${changed}: that is another message`, suggestion, ...fields });
  }
  if (!sameName || before === undefined || after === undefined) return;
  const originalReference = context.references.original(before);
  const updateReference = context.references.update(after);
  // What is of this file is compared where it stands, and what is registered under one version is the same.
  const isTrusted =
    originalReference !== undefined &&
    updateReference !== undefined &&
    originalReference.subject === updateReference.subject &&
    originalReference.version === updateReference.version;
  if (isTrusted || context.compareNamed(before, after)) return;
  const name = localName(after);
  const message = `${fieldName(place, fields.update)} is of type ${name}, whose change is not compatible`;
  context.add(place, { type, message, suggestion: `make the change of ${name} compatible`, ...fields });
}

/** A type's name without its package. */
export function localName(entry: TypeEntry): string {
  return entry.package === "" ? entry.fullName : entry.fullName.slice(entry.package.length + 1);
}

function resolveType(context: Context, side: keyof Both<unknown>, place: Place, written: string): Resolved {
  const direct = parseFieldType(written);
  const named = direct.kind === "named" ? resolve(context, side, place, direct.name) : undefined;
  const parsed = named?.mapType === undefined ? direct : parseFieldType(named.mapType);
  if (parsed.kind === "map") return { kind: "map", written, key: parsed.key, value: parsed.value };
  if (parsed.kind === "scalar") return { kind: "scalar", written, wire: wireGroups.get(parsed.name) ?? parsed.name };
  if (named?.type.kind === "enum") return { kind: "scalar", written: `the enum ${written}`, wire: "varint" };
  return { kind: "message", written, entry: named };
}
