import { type DescFile, toBinary } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  type FieldDescriptorProto,
  FieldDescriptorProto_Type,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import { fromFileDescriptor, printProto } from "@magicbyte/proto-text";
import { UsageError } from "@magicbyte/registry/serde";
import { restateFile } from "./restate-file.js";
import { type GroupFields, shapeTypes } from "./shape-messages.js";

/** In what form a file is registered. */
export type SchemaForm = "text" | "serialized";

/**
 * What is registered for a file: its `.proto` text as the registry prints it, or its descriptor in base64.
 *
 * @throws UsageError for what that form cannot hold
 */
export function fileText(file: DescFile, form: SchemaForm): string {
  const proto = restateFile(file);
  const groups = groupFields(proto);
  const bytes = toBinary(FileDescriptorProtoSchema, proto);
  if (form === "serialized") {
    const [group] = groups;
    if (group === undefined) return Buffer.from(bytes).toString("base64");
    throw new UsageError(
      `${group} is a group, which the registry takes for another kind of field when it reads a descriptor: use schemaForm: "text"`,
    );
  }
  const model = fromFileDescriptor(bytes);
  return printProto({ ...model, types: shapeTypes(model.types, proto.package, groups) });
}

function groupFields(proto: FileDescriptorProto): GroupFields {
  const groups = new Set<string>();
  const visit = (messages: readonly DescriptorProto[], scope: string) => {
    for (const message of messages) {
      const fullName = scope === "" ? message.name : `${scope}.${message.name}`;
      for (const { name } of message.field.filter(isGroup)) groups.add(`${fullName}.${name}`);
      refuseGroups(message.extension);
      visit(message.nestedType, fullName);
    }
  };
  visit(proto.messageType, proto.package);
  refuseGroups(proto.extension);
  return groups;
}

function refuseGroups(extensions: readonly FieldDescriptorProto[]): void {
  const group = extensions.find(isGroup);
  if (group === undefined) return;
  throw new UsageError(
    `the extension ${group.name} is a group, or a delimited field, that no text of the registry can hold. Let it be one with a length`,
  );
}

function isGroup({ type }: FieldDescriptorProto): boolean {
  return type === FieldDescriptorProto_Type.GROUP;
}
