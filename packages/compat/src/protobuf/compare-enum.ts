import type { ProtoEnum } from "@magicbyte/proto-text";
import { at, type Context, type Place } from "./context.js";

/** Compares the constants of two enums by number. */
export function compareEnums(context: Context, place: Place, original: ProtoEnum, update: ProtoEnum): void {
  const before = new Map(original.constants.map((constant) => [constant.tag, constant]));
  const after = new Map(update.constants.map((constant) => [constant.tag, constant]));
  for (const tag of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(tag);
    const next = after.get(tag);
    const here = at(place, String(tag));
    const positions = { original: old, update: next };
    if (old !== undefined && next === undefined) {
      const message = `${place.name}.${old.name} (${tag}) was removed: readers see the bare number ${tag} in old data`;
      const suggestion = `reserve ${tag}, so that it is not used for something else`;
      context.add(here, { type: "ENUM_CONST_REMOVED", message, suggestion, ...positions });
    } else if (old === undefined && next !== undefined) {
      const message = `${place.name}.${next.name} (${tag}) was added`;
      context.add(here, { type: "ENUM_CONST_ADDED", message, ...positions });
    } else if (old !== undefined && next !== undefined && old.name !== next.name) {
      const message = `${tag} of ${place.name} was ${old.name} and is ${next.name}: it is the same on the wire`;
      context.add(here, { type: "ENUM_CONST_CHANGED", message, ...positions });
    }
  }
}
