import type { ProtoFile, ProtoImport, ProtoService } from "../model.js";
import { createTypeTable, type ProtoDependencies } from "../type-table.js";
import { normalizeExtends, resolveName, type Scope } from "./normalize-field.js";
import { compareText, normalizeOptions } from "./normalize-options.js";
import { normalizeTypes } from "./normalize-type.js";

/**
 * A file as the registry stores it with `normalize=true`, to be printed with `printProto`: names in full, imports,
 * options, fields, oneofs, reserved numbers and constants in order. Messages and enums keep their order, as message
 * indexes count them.
 * @param dependencies the files of its references, by import path; well-known files need not be given.
 * @throws ProtoSyntaxError if a type is not found: the registry then refuses the schema.
 */
export function normalizeProto(file: ProtoFile, dependencies: ProtoDependencies = new Map()): ProtoFile {
  const scope: Scope = { table: createTypeTable(file, dependencies), name: file.package ?? "" };
  return {
    // proto2 is what a file without a syntax has.
    syntax: file.syntax === "proto3" ? "proto3" : undefined,
    package: file.package,
    packagePosition: file.packagePosition,
    imports: [...sortedImports(file, "plain"), ...sortedImports(file, "public")],
    options: normalizeOptions(file.options, scope.table, scope.name),
    types: normalizeTypes(file.types, scope),
    extends: normalizeExtends(file.extends, scope),
    services: file.services.map((service) => normalizeService(service, scope)),
  };
}

function sortedImports(file: ProtoFile, kind: ProtoImport["kind"]): ProtoImport[] {
  const byPath = new Map(file.imports.filter((one) => one.kind === kind).map((one) => [one.path, one]));
  return [...byPath.values()].sort((a, b) => compareText(a.path, b.path));
}

function normalizeService(service: ProtoService, scope: Scope): ProtoService {
  return {
    ...service,
    options: normalizeOptions(service.options, scope.table, scope.name),
    rpcs: service.rpcs.map((rpc) => ({
      ...rpc,
      requestType: resolveName(rpc.requestType, scope, rpc.position),
      responseType: resolveName(rpc.responseType, scope, rpc.position),
      options: normalizeOptions(rpc.options, scope.table, scope.name),
    })),
  };
}
