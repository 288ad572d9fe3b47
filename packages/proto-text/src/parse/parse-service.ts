import type { ProtoRpc, ProtoService } from "../model.js";
import type { ProtoOption } from "../option.js";
import type { Position } from "../position.js";
import { parseDataType } from "./parse-field.js";
import { parseOptionStatement } from "./parse-options.js";
import { parseReserved } from "./parse-ranges.js";
import { type Scanner, shorten } from "./scanner.js";

/** Reads `service Name { ... }` from behind the word `service`. */
export function parseService(scanner: Scanner, position: Position): ProtoService {
  const name = scanner.name("a service's name");
  const rpcs: ProtoRpc[] = [];
  const options = parseBody(scanner, (word, at) => {
    if (word !== "rpc") return false;
    rpcs.push(parseRpc(scanner, at));
    return true;
  });
  return { name, position, options, rpcs };
}

function parseRpc(scanner: Scanner, position: Position): ProtoRpc {
  const name = scanner.name("an rpc's name");
  const request = parseRpcType(scanner);
  scanner.peek();
  const at = scanner.position();
  const returns = scanner.word("'returns'");
  if (returns !== "returns") scanner.fail(`expected 'returns' but was '${shorten(returns)}'`, "'returns'", at);
  const response = parseRpcType(scanner);
  let options: ProtoOption[] = [];
  if (scanner.peek() === "{") options = parseBody(scanner, () => false);
  else scanner.require(";");
  return {
    name,
    requestType: request.type,
    requestStreaming: request.streaming,
    responseType: response.type,
    responseStreaming: response.streaming,
    options,
    position,
  };
}

function parseRpcType(scanner: Scanner): { type: string; streaming: boolean } {
  scanner.require("(");
  const word = scanner.word("a message's name");
  const streaming = word === "stream";
  const type = parseDataType(scanner, streaming ? scanner.word("a message's name") : word);
  scanner.require(")");
  return { type, streaming };
}

/** Reads `{ option ...; }`, and what `other` knows to read. */
function parseBody(scanner: Scanner, other: (word: string, at: Position) => boolean): ProtoOption[] {
  const options: ProtoOption[] = [];
  scanner.require("{");
  while (!scanner.takeIf("}")) {
    if (scanner.takeIf(";")) continue;
    const at = scanner.position();
    const word = scanner.word("'option' or 'rpc'");
    if (word === "option") options.push(parseOptionStatement(scanner));
    else if (word === "reserved") parseReserved(scanner, at);
    else if (!other(word, at)) scanner.fail(`unexpected '${shorten(word)}'`, "'option' or 'rpc'", at);
  }
  return options;
}
