import type { ProtoField, ProtoMessage, ProtoOneof } from "@magicbyte/proto-text";
import { compareFields, fieldName } from "./compare-field.js";
import { compareMembership } from "./compare-membership.js";
import { at, type Context, type Place } from "./context.js";

/** A field, and the oneof it is a member of. */
export type Member = { readonly field: ProtoField; readonly oneof: ProtoOneof | undefined };

/** Compares the fields of two messages by number, whether members of a oneof or not. Nested types are not its part. */
export function compareMembers(context: Context, place: Place, original: ProtoMessage, update: ProtoMessage): void {
  const before = membersOf(original);
  const after = membersOf(update);
  compareMembership(context, place, { original, update }, { original: before, update: after });
  const gone = wholeOneofsGone(original, update, after);
  for (const [tag, old] of before) {
    const next = after.get(tag);
    if (next === undefined) reportRemoved(context, place, old, gone);
    else compareKept(context, place, old, next);
  }
  for (const [tag, next] of after) {
    if (!before.has(tag)) reportAdded(context, place, next);
  }
}

function membersOf(message: ProtoMessage): Map<number, Member> {
  const members = new Map<number, Member>();
  for (const field of message.fields) members.set(field.tag, { field, oneof: undefined });
  for (const oneof of message.oneofs) {
    for (const field of oneof.fields) members.set(field.tag, { field, oneof });
  }
  return members;
}

/** The oneofs that are gone with all of their members: dropping a whole choice loses no part of it unnoticed. */
function wholeOneofsGone(
  original: ProtoMessage,
  update: ProtoMessage,
  after: ReadonlyMap<number, Member>,
): ReadonlySet<string> {
  const kept = new Set(update.oneofs.map((oneof) => oneof.name));
  const gone = original.oneofs.filter(
    (oneof) => !kept.has(oneof.name) && !oneof.fields.some((field) => after.has(field.tag)),
  );
  return new Set(gone.map((oneof) => oneof.name));
}

function reportRemoved(context: Context, place: Place, old: Member, gone: ReadonlySet<string>): void {
  const { field, oneof } = old;
  const name = fieldName(place, field);
  const suggestion = `reserve ${field.tag}, so that it is not used for something else`;
  if (oneof !== undefined) {
    if (gone.has(oneof.name)) return;
    const message = `${name} was removed from the oneof ${oneof.name}: where old data has it, the oneof seems not set`;
    const keep = `keep ${field.name}, perhaps as deprecated`;
    const here = at(place, oneof.name, String(field.tag));
    context.add(here, { type: "ONEOF_FIELD_REMOVED", message, original: field, suggestion: keep });
    return;
  }
  const here = at(place, String(field.tag));
  if (field.label === "required") {
    const message = `the required field ${name} was removed: readers of the original refuse data without it`;
    const keep = `make ${field.name} optional first, and remove it when all readers know`;
    context.add(here, { type: "REQUIRED_FIELD_REMOVED", message, original: field, suggestion: keep });
  } else {
    const message = `${name} was removed: readers skip it in old data`;
    context.add(here, { type: "FIELD_REMOVED", message, original: field, suggestion });
  }
}

function reportAdded(context: Context, place: Place, next: Member): void {
  const { field, oneof } = next;
  const name = fieldName(place, field);
  if (oneof !== undefined) {
    const message = `${name} was added to the oneof ${oneof.name}`;
    context.add(at(place, oneof.name, String(field.tag)), { type: "ONEOF_FIELD_ADDED", message, update: field });
    return;
  }
  const here = at(place, String(field.tag));
  if (field.label === "required") {
    const message = `the required field ${name} was added: old data has none, and readers refuse it`;
    const suggestion = `make ${field.name} optional`;
    context.add(here, { type: "REQUIRED_FIELD_ADDED", message, update: field, suggestion });
  } else {
    const message = `${name} was added: old data has none, and readers see its default`;
    context.add(here, { type: "FIELD_ADDED", message, update: field });
  }
}

function compareKept(context: Context, place: Place, old: Member, next: Member): void {
  const tag = String(next.field.tag);
  if (old.oneof !== undefined && next.oneof === undefined) {
    const message = `${fieldName(place, next.field)} was moved out of the oneof ${old.oneof.name}`;
    const positions = { original: old.field, update: next.field };
    context.add(at(place, tag), { type: "ONEOF_FIELD_MOVED_TO_TOP_LEVEL", message, ...positions });
  }
  const here = next.oneof === undefined ? at(place, tag) : at(place, next.oneof.name, tag);
  compareFields(context, here, old.field, next.field);
}
