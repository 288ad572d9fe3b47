import type { ProtoMessage, ProtoOneof } from "@magicbyte/proto-text";
import type { Member } from "./compare-message.js";
import { at, type Both, type Context, type Place } from "./context.js";

/**
 * Compares which fields exclude each other. Fields that could be set together and now cannot are a loss: of those in
 * old data, readers keep the last one only.
 */
export function compareMembership(
  context: Context,
  place: Place,
  messages: Both<ProtoMessage>,
  members: Both<ReadonlyMap<number, Member>>,
): void {
  for (const oneof of messages.update.oneofs) reportExclusion(context, place, oneof, members.original);
  const before = new Map(messages.original.oneofs.map((oneof) => [oneof.name, oneof]));
  const after = new Map(messages.update.oneofs.map((oneof) => [oneof.name, oneof]));
  for (const [name, original] of before) {
    if (after.has(name)) continue;
    const message = `the oneof ${name} of ${place.name} was removed`;
    context.add(at(place, name), { type: "ONEOF_REMOVED", message, original });
  }
  for (const [name, update] of after) {
    if (before.has(name)) continue;
    const message = `the oneof ${name} was added to ${place.name}`;
    context.add(at(place, name), { type: "ONEOF_ADDED", message, update });
  }
}

function reportExclusion(context: Context, place: Place, oneof: ProtoOneof, before: ReadonlyMap<number, Member>): void {
  // Members of one oneof excluded each other before; a field of its own, and members of another oneof, did not.
  const origins = new Set<string>();
  const free: string[] = [];
  for (const { tag, name } of oneof.fields) {
    const old = before.get(tag);
    if (old === undefined) continue;
    origins.add(old.oneof === undefined ? `field ${tag}` : `oneof ${old.oneof.name}`);
    if (old.oneof === undefined) free.push(name);
  }
  if (origins.size < 2) return;
  const here = at(place, oneof.name);
  const loss = "data that has more than one of them set loses all but the last";
  const suggestion = "leave fields that exist where they are; a oneof of new fields is fine";
  if (free.length > 1) {
    const message = `${free.join(", ")} were moved into the oneof ${oneof.name}: ${loss}`;
    context.add(here, { type: "MULTIPLE_FIELDS_MOVED_TO_ONEOF", message, update: oneof, suggestion });
  } else {
    const moved = free.length === 1 ? `${free.join("")} was moved` : "members of several oneofs were moved";
    const message = `${moved} into the oneof ${oneof.name}, which has members that existed before: ${loss}`;
    context.add(here, { type: "FIELD_MOVED_TO_EXISTING_ONEOF", message, update: oneof, suggestion });
  }
}
