import type { ProtoFile, ProtoRpc, ProtoService } from "../model.js";
import { indent, printBlock, printSection, printSections } from "./layout.js";
import { printExtend } from "./print-field.js";
import { printOptionStatement } from "./print-option.js";
import { printTypes } from "./print-type.js";

/**
 * Prints a file in the canonical form of Confluent Schema Registry, byte for byte: what it stores, hashes and returns.
 * Weak imports are not printed, as it does not print them.
 */
export function printProto(file: ProtoFile): string {
  const head: string[] = [];
  if (file.syntax !== undefined) head.push(`syntax = "${file.syntax}";\n`);
  if (file.package !== undefined) head.push(`package ${file.package};\n`);
  const plain = file.imports.filter((one) => one.kind === "plain").map((one) => `import "${one.path}";`);
  const open = file.imports.filter((one) => one.kind === "public").map((one) => `import public "${one.path}";`);
  const imports = [...plain, ...open];
  const sections = [
    imports.length === 0 ? undefined : imports,
    printSection(file.options, printOptionStatement),
    printTypes(file.types),
    printSection(file.extends, printExtend),
    printSection(file.services, printService),
  ];
  // A section begins with a blank line even where nothing stands before it.
  return head.join("") + printSections(sections, (block) => block);
}

function printService(service: ProtoService): string {
  return printBlock(`service ${service.name}`, [
    printSection(service.options, printOptionStatement),
    printSection(service.rpcs, printRpc),
  ]);
}

function printRpc(rpc: ProtoRpc): string {
  const request = `${rpc.requestStreaming ? "stream " : ""}${rpc.requestType}`;
  const response = `${rpc.responseStreaming ? "stream " : ""}${rpc.responseType}`;
  const head = `rpc ${rpc.name} (${request}) returns (${response})`;
  if (rpc.options.length === 0) return `${head};`;
  return `${head} {\n${rpc.options.map((option) => indent(printOptionStatement(option))).join("\n")}\n};`;
}
