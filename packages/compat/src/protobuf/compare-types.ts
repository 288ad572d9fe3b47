import type { ProtoEnum, ProtoMessage, ProtoType } from "@magicbyte/proto-text";
import { compareEnums } from "./compare-enum.js";
import { type Context, insideType, type Place, resolve } from "./context.js";

/** Compares two messages of one name, with what is nested in them. */
export type CompareMessages = (place: Place, original: ProtoMessage, update: ProtoMessage) => void;

/** Compares the messages, then the enums, that stand at one level, by name. */
export function compareTypes(
  context: Context,
  place: Place,
  original: readonly ProtoType[],
  update: readonly ProtoType[],
  compareMessages: CompareMessages,
): void {
  const before = messagesOf(original);
  const after = messagesOf(update);
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(name);
    const next = after.get(name);
    const here = insideType(place, name);
    if (old !== undefined && next !== undefined) {
      compareMessages(here, old.message, next.message);
      if (old.index !== next.index) {
        const message = `the message ${here.name} was number ${old.index} and is number ${next.index} here: what is written with either schema names its own`;
        context.add(here, { type: "MESSAGE_MOVED", message, original: old.message, update: next.message });
      }
    } else if (old !== undefined && isRealMessage(context, "original", here, name)) {
      const message = `the message ${here.name} was removed: data that was written with it cannot be read`;
      const suggestion = `keep the message ${name}, perhaps as deprecated`;
      context.add(here, { type: "MESSAGE_REMOVED", message, original: old.message, suggestion });
    } else if (next !== undefined && old === undefined && isRealMessage(context, "update", here, name)) {
      const message = `the message ${here.name} was added`;
      context.add(here, { type: "MESSAGE_ADDED", message, update: next.message });
    }
  }
  compareEnumsOf(context, place, original, update);
}

function compareEnumsOf(
  context: Context,
  place: Place,
  original: readonly ProtoType[],
  update: readonly ProtoType[],
): void {
  const before = enumsOf(original);
  const after = enumsOf(update);
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(name);
    const next = after.get(name);
    const here = insideType(place, name);
    if (old !== undefined && next !== undefined) {
      compareEnums(context, here, old, next);
    } else if (old !== undefined) {
      context.add(here, { type: "ENUM_REMOVED", message: `the enum ${here.name} was removed`, original: old });
    } else {
      context.add(here, { type: "ENUM_ADDED", message: `the enum ${here.name} was added`, update: next });
    }
  }
}

/** The entry message of a map is no message of its own. */
function isRealMessage(context: Context, side: "original" | "update", place: Place, name: string): boolean {
  const entry = resolve(context, side, place, name);
  return entry !== undefined && entry.mapType === undefined;
}

function messagesOf(types: readonly ProtoType[]): Map<string, { message: ProtoMessage; index: number }> {
  const messages = types.filter((type) => type.kind === "message");
  return new Map(messages.map((message, index) => [message.name, { message, index }]));
}

function enumsOf(types: readonly ProtoType[]): Map<string, ProtoEnum> {
  return new Map(types.filter((type) => type.kind === "enum").map((type) => [type.name, type]));
}
