import type { ProtoEnum, ProtoEnumConstant, ProtoReserved } from "../model.js";
import type { ProtoOption } from "../option.js";
import type { Position } from "../position.js";
import { parseBracketedOptions, parseOptionStatement } from "./parse-options.js";
import { parseReserved } from "./parse-ranges.js";
import { type Scanner, shorten } from "./scanner.js";

/** Reads `enum Name { ... }` from behind the word `enum`. */
export function parseEnum(scanner: Scanner, position: Position): ProtoEnum {
  const name = scanner.name("an enum's name");
  const options: ProtoOption[] = [];
  const reserved: ProtoReserved[] = [];
  const constants: ProtoEnumConstant[] = [];
  scanner.require("{");
  while (!scanner.takeIf("}")) {
    if (scanner.takeIf(";")) continue;
    const at = scanner.position();
    const word = scanner.word("a constant's name");
    if (word === "option") options.push(parseOptionStatement(scanner));
    else if (word === "reserved") reserved.push(parseReserved(scanner, at));
    else constants.push(parseConstant(scanner, word, at));
  }
  return { kind: "enum", name, position, options, reserved, constants };
}

function parseConstant(scanner: Scanner, name: string, position: Position): ProtoEnumConstant {
  if (/^\d/.test(name))
    scanner.fail(`a constant's name cannot start with a digit: ${shorten(name)}`, "a name", position);
  scanner.require("=");
  const tag = scanner.int();
  const options = parseBracketedOptions(scanner);
  scanner.require(";");
  scanner.skipTrailingComment();
  return { name, tag, options, position };
}
