import type { ProtoFile, ProtoService } from "../model.js";
import { resolveName, type Scope } from "../normalize/normalize-field.js";
import { createTypeTable, type ProtoDependencies } from "../type-table.js";
import { fileOptions, methodOptions, serviceOptions } from "./option-tables.js";
import { toOptions } from "./to-options.js";
import { toEnum, toMessage, writeExtend } from "./to-type.js";
import { createWireWriter, type WireWriter } from "./wire-writer.js";

/** What a descriptor says besides what stands in the file. */
export type FileDescriptorOptions = {
  /**
   * The path by which others import the file.
   * @default "default", as the registry names it
   */
  readonly name?: string | undefined;
};

/**
 * The FileDescriptorProto of a file, encoded. Custom options other than Confluent's own are left out.
 * @param dependencies the files of its imports, by path; well-known files need not be given.
 * @throws ProtoSyntaxError if a type is not found
 */
export function toFileDescriptor(
  file: ProtoFile,
  dependencies: ProtoDependencies = new Map(),
  options: FileDescriptorOptions = {},
): Uint8Array {
  const scope: Scope = { table: createTypeTable(file, dependencies), name: file.package ?? "" };
  const isProto3 = file.syntax === "proto3";
  const writer = createWireWriter();
  writer.text(1, options.name ?? "default");
  writer.text(2, file.package);
  for (const { path } of file.imports) writer.text(3, path);
  for (const type of file.types) {
    if (type.kind === "message") writer.message(4, toMessage(type, scope, isProto3));
    else writer.message(5, toEnum(type));
  }
  for (const service of file.services) writer.message(6, toService(service, scope));
  for (const extend of file.extends) writeExtend(writer, 7, extend, scope);
  writer.message(8, toOptions(file.options, fileOptions));
  for (const [index, { kind }] of file.imports.entries()) {
    if (kind === "public") writer.int(10, index);
    if (kind === "weak") writer.int(11, index);
  }
  writer.text(12, file.syntax);
  return writer.finish();
}

function toService(service: ProtoService, scope: Scope): WireWriter {
  const writer = createWireWriter();
  writer.text(1, service.name);
  for (const rpc of service.rpcs) {
    const method = createWireWriter();
    method.text(1, rpc.name);
    method.text(2, resolveName(rpc.requestType, scope, rpc.position));
    method.text(3, resolveName(rpc.responseType, scope, rpc.position));
    method.message(4, toOptions(rpc.options, methodOptions));
    if (rpc.requestStreaming) method.int(5, 1);
    if (rpc.responseStreaming) method.int(6, 1);
    writer.message(2, method);
  }
  writer.message(3, toOptions(service.options, serviceOptions));
  return writer;
}
