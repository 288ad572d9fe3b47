import { createFileRegistry, type DescMessage, fromBinary } from "@bufbuild/protobuf";
import {
  FileDescriptorProtoSchema,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
} from "@bufbuild/protobuf/wkt";
import { type ProtoFile, parseProto, toFileDescriptor } from "@magicbyte/proto-text";

const WELL_KNOWN = [file_google_protobuf_timestamp, file_google_protobuf_wrappers];

/**
 * A message of some texts of proto3, each of which may import those before it, as generated code would describe it.
 *
 * @param files the texts, by path
 */
export function messageOf(typeName: string, files: Readonly<Record<string, string>>): DescMessage {
  const parsed = new Map<string, ProtoFile>();
  const descriptors = Object.entries(files).map(([path, text]) => {
    const file = parseProto(`syntax = "proto3"; ${text}`);
    const bytes = toFileDescriptor(file, parsed, { name: path });
    parsed.set(path, file);
    return fromBinary(FileDescriptorProtoSchema, bytes);
  });
  const last = descriptors.at(-1);
  if (last === undefined) throw new Error("there are no files");
  const registry = createFileRegistry(
    last,
    (path) => descriptors.find(({ name }) => name === path) ?? WELL_KNOWN.find(({ name }) => `${name}.proto` === path),
  );
  const found = registry.getMessage(typeName);
  if (found === undefined) throw new Error(`there is no ${typeName}`);
  return found;
}
