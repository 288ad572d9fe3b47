import type { ProtoFile, ProtoService } from "../model.js";
import type { ParseProtoOptions } from "../parse/parse-proto.js";
import { fromExtensions } from "./from-field.js";
import { fromOptions } from "./from-options.js";
import { fromEnum, fromMessage } from "./from-type.js";
import { nowhere } from "./nowhere.js";
import { fileOptions, methodOptions, serviceOptions } from "./option-tables.js";
import { readWireMessage, type WireMessage } from "./wire-message.js";

/**
 * The file that a FileDescriptorProto describes, as the registry reads it: standard options and Confluent's own are
 * kept, other custom options are not, as a descriptor does not say what they mean. Positions are of no use.
 * @throws ProtoSyntaxError if the bytes are no encoded message
 */
export function fromFileDescriptor(bytes: Uint8Array, options: ParseProtoOptions = {}): ProtoFile {
  const file = readWireMessage(bytes);
  const syntax = file.text(12);
  const publicImports = new Set(file.ints(10));
  return {
    syntax: syntax === "proto2" || syntax === "proto3" ? syntax : undefined,
    package: file.text(2) === "" ? undefined : file.text(2),
    packagePosition: undefined,
    imports: file.texts(3).map((path, index) => ({
      path,
      kind: publicImports.has(index) ? "public" : "plain",
      position: nowhere,
    })),
    options: fromOptions(file.messages(8).at(-1), fileOptions, "confluent.file_meta"),
    types: [
      ...file.messages(4).map((message) => fromMessage(message, syntax, options.maxDepth ?? 128)),
      ...file.messages(5).map(fromEnum),
    ],
    extends: fromExtensions(file.messages(7), syntax),
    services: file.messages(6).map(fromService),
  };
}

function fromService(service: WireMessage): ProtoService {
  return {
    name: service.text(1),
    position: nowhere,
    options: fromOptions(service.messages(3).at(-1), serviceOptions),
    rpcs: service.messages(2).map((method) => ({
      name: method.text(1),
      requestType: method.text(2),
      requestStreaming: method.int(5) !== 0,
      responseType: method.text(3),
      responseStreaming: method.int(6) !== 0,
      options: fromOptions(method.messages(4).at(-1), methodOptions),
      position: nowhere,
    })),
  };
}
