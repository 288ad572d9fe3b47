import type { ProtoExtend, ProtoField, ProtoGroup, ProtoMessage, ProtoOneof } from "../model.js";
import type { Position } from "../position.js";
import { parseEnum } from "./parse-enum.js";
import { parseField, parseOneofField, type Syntax } from "./parse-field.js";
import { parseOptionStatement } from "./parse-options.js";
import { parseExtensions, parseReserved } from "./parse-ranges.js";
import type { Scanner } from "./scanner.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** Reads `message Name { ... }` from behind the word `message`. */
export function parseMessage(scanner: Scanner, syntax: Syntax, position: Position): ProtoMessage {
  const message: Mutable<ProtoMessage> = {
    kind: "message",
    name: scanner.name("a message's name"),
    position,
    options: [],
    reserved: [],
    fields: [],
    oneofs: [],
    groups: [],
    extensions: [],
    extends: [],
    types: [],
  };
  scanner.require("{");
  scanner.nested(() => {
    while (!scanner.takeIf("}")) {
      if (!scanner.takeIf(";")) parseMember(scanner, syntax, message);
    }
  });
  return message;
}

function parseMember(scanner: Scanner, syntax: Syntax, message: Mutable<ProtoMessage>): void {
  const at = scanner.position();
  const word = scanner.word("a field, or 'message', 'enum', 'oneof', 'option', 'reserved', 'extensions' or 'extend'");
  switch (word) {
    case "option":
      message.options.push(parseOptionStatement(scanner));
      return;
    case "reserved":
      message.reserved.push(parseReserved(scanner, at));
      return;
    case "message":
      message.types.push(parseMessage(scanner, syntax, at));
      return;
    case "enum":
      message.types.push(parseEnum(scanner, at));
      return;
    case "extend":
      message.extends.push(parseExtend(scanner, syntax, at));
      return;
    case "oneof":
      message.oneofs.push(parseOneof(scanner, syntax, at));
      return;
    case "extensions":
      message.extensions.push(parseExtensions(scanner, at));
      return;
    default: {
      const parsed = parseField(scanner, syntax, word, at);
      if ("group" in parsed) message.groups.push(parsed.group);
      else message.fields.push(parsed.field);
    }
  }
}

/** Reads `extend Name { ... }` from behind the word `extend`. Groups and options in it are read and not kept. */
export function parseExtend(scanner: Scanner, syntax: Syntax, position: Position): ProtoExtend {
  const name = scanner.name("the name of the message to extend");
  const fields: ProtoField[] = [];
  scanner.require("{");
  while (!scanner.takeIf("}")) {
    if (scanner.takeIf(";")) continue;
    const at = scanner.position();
    const word = scanner.word("a field");
    if (word === "option") {
      parseOptionStatement(scanner);
    } else if (word === "reserved") {
      parseReserved(scanner, at);
    } else {
      const parsed = parseField(scanner, syntax, word, at);
      if ("field" in parsed) fields.push(parsed.field);
    }
  }
  return { name, fields, position };
}

function parseOneof(scanner: Scanner, syntax: Syntax, position: Position): ProtoOneof {
  const name = scanner.name("a oneof's name");
  const oneof: Mutable<ProtoOneof> = { name, position, options: [], fields: [], groups: [] as ProtoGroup[] };
  scanner.require("{");
  while (!scanner.takeIf("}")) {
    const at = scanner.position();
    const word = scanner.word("a field");
    if (word === "option") {
      oneof.options.push(parseOptionStatement(scanner));
      continue;
    }
    const parsed = parseOneofField(scanner, syntax, word, at);
    if ("group" in parsed) oneof.groups.push(parsed.group);
    else oneof.fields.push(parsed.field);
  }
  return oneof;
}
