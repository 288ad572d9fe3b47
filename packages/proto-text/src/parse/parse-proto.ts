import type { ProtoExtend, ProtoFile, ProtoImport, ProtoService, ProtoType } from "../model.js";
import type { ProtoOption } from "../option.js";
import type { Position } from "../position.js";
import { parseEnum } from "./parse-enum.js";
import { parseExtend, parseMessage } from "./parse-message.js";
import { parseOptionStatement } from "./parse-options.js";
import { parseReserved } from "./parse-ranges.js";
import { parseService } from "./parse-service.js";
import { createScanner, type Scanner, shorten } from "./scanner.js";

/** How a `.proto` text is parsed. */
export type ParseProtoOptions = {
  /**
   * How deep messages, and the braces of options, may be nested. protoc stops at 32; what is deeper than this is an
   * attack on the stack.
   * @default 128
   */
  readonly maxDepth?: number | undefined;
};

/**
 * Parses a `.proto` text, as strict and as lenient as the parser of Confluent Schema Registry: unknown options, types
 * and imports are kept as they are written.
 * @throws ProtoSyntaxError where it stops, with what was expected there.
 */
export function parseProto(text: string, options: ParseProtoOptions = {}): ProtoFile {
  const scanner = createScanner(text, options.maxDepth ?? 128);
  const file = {
    syntax: undefined as ProtoFile["syntax"],
    package: undefined as string | undefined,
    packagePosition: undefined as Position | undefined,
    imports: [] as ProtoImport[],
    options: [] as ProtoOption[],
    types: [] as ProtoType[],
    extends: [] as ProtoExtend[],
    services: [] as ProtoService[],
  };
  const typeNames = new Map<string, Position>();
  const serviceNames = new Map<string, Position>();
  for (let index = 0; !scanner.atEnd(); index += 1) {
    if (scanner.takeIf(";")) continue;
    const at = scanner.position();
    const word = scanner.word(expectedInFile);
    switch (word) {
      case "syntax":
        if (index > 0) scanner.fail("'syntax' must be the first declaration in a file", expectedInFile, at);
        file.syntax = parseSyntax(scanner, at);
        break;
      case "package":
        file.package = scanner.name("a package's name");
        file.packagePosition = at;
        scanner.require(";");
        break;
      case "import":
        file.imports.push(parseImport(scanner, at));
        break;
      case "option":
        file.options.push(parseOptionStatement(scanner));
        break;
      case "reserved":
        parseReserved(scanner, at);
        break;
      case "extend":
        file.extends.push(parseExtend(scanner, file.syntax, at));
        break;
      case "message":
      case "enum": {
        const type = word === "enum" ? parseEnum(scanner, at) : parseMessage(scanner, file.syntax, at);
        defineOnce(scanner, typeNames, type.name, at);
        file.types.push(type);
        break;
      }
      case "service": {
        const service = parseService(scanner, at);
        defineOnce(scanner, serviceNames, service.name, at);
        file.services.push(service);
        break;
      }
      case "edition":
        scanner.fail("editions are not supported by the registry", "'syntax'", at);
        break;
      default:
        scanner.fail(`unexpected '${shorten(word)}'`, expectedInFile, at);
    }
  }
  return file;
}

const expectedInFile = "'syntax', 'package', 'import', 'option', 'message', 'enum', 'extend' or 'service'";

function parseSyntax(scanner: Scanner, at: Position): "proto2" | "proto3" {
  scanner.require("=");
  const syntax = scanner.quoted();
  scanner.require(";");
  if (syntax === "proto2" || syntax === "proto3") return syntax;
  return scanner.fail(`unexpected syntax: ${shorten(syntax)}`, '"proto2" or "proto3"', at);
}

function parseImport(scanner: Scanner, position: Position): ProtoImport {
  const next = scanner.peek();
  let kind: ProtoImport["kind"] = "plain";
  if (next !== '"' && next !== "'") {
    const at = scanner.position();
    const word = scanner.word("a quoted path, 'public' or 'weak'");
    if (word !== "public" && word !== "weak") {
      scanner.fail(`unexpected '${shorten(word)}'`, "a quoted path, 'public' or 'weak'", at);
    }
    kind = word;
  }
  const path = cleanPath(scanner.quoted());
  scanner.require(";");
  return { path, kind, position };
}

/** Slashes as in Unix, none doubled, no `.` on the way: as the registry keeps an import. */
function cleanPath(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== "" && part !== ".");
  return (/^[/\\]/.test(path) ? "/" : "") + parts.join("/") || ".";
}

function defineOnce(scanner: Scanner, names: Map<string, Position>, name: string, at: Position): void {
  const first = names.get(name);
  if (first !== undefined) {
    scanner.fail(
      `${shorten(name)} is already defined at line ${first.line}, column ${first.column}`,
      "another name",
      at,
    );
  }
  names.set(name, at);
}
