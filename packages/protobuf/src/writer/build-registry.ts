import { create, createFileRegistry, type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { knownProtoFiles, type ProtoDependencies, type ProtoFile, toFileDescriptor } from "@magicbyte/proto-text";
import { defaultJsonName } from "../json-name.js";

/** How the file itself is called, which nobody imports. */
const ROOT = "default";

/**
 * Descriptors of a file and of all that it imports: out of its references, and of what every client knows.
 *
 * @throws Error when a type is missing, or the file is otherwise no valid one
 */
export function buildRegistry(root: ProtoFile, dependencies: ProtoDependencies): FileRegistry {
  const ordered: FileDescriptorProto[] = [];
  const seen = new Set<string>();

  function add(file: ProtoFile, name: string): void {
    // Of an import that is nowhere to be found only the types would be missed, if it has any that are used.
    const imports = file.imports.filter(({ path }) => find(path) !== undefined);
    for (const { path } of imports) {
      const next = find(path);
      if (next === undefined || seen.has(path)) continue;
      seen.add(path);
      add(next, path);
    }
    const bytes = toFileDescriptor({ ...file, imports }, dependencies, { name });
    const proto = fromBinary(FileDescriptorProtoSchema, bytes);
    proto.messageType.forEach(setJsonNames);
    ordered.push(proto);
  }

  function find(path: string): ProtoFile | undefined {
    return dependencies.get(path) ?? knownProtoFiles().get(path);
  }

  add(root, ROOT);
  return createFileRegistry(create(FileDescriptorSetSchema, { file: ordered }));
}

function setJsonNames(message: DescriptorProto): void {
  for (const field of message.field) if (field.jsonName === "") field.jsonName = defaultJsonName(field.name);
  message.nestedType.forEach(setJsonNames);
}
