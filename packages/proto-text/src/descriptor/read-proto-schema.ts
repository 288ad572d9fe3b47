import type { ProtoFile } from "../model.js";
import { type ParseProtoOptions, parseProto } from "../parse/parse-proto.js";
import { ProtoSyntaxError } from "../proto-syntax-error.js";
import { fromFileDescriptor } from "./from-file-descriptor.js";

/**
 * Reads what the registry accepts as the text of a Protobuf schema: `.proto` text, or a FileDescriptorProto in base64.
 * @throws ProtoSyntaxError if it is neither; it says what is wrong with it as `.proto` text.
 */
export function readProtoSchema(text: string, options: ParseProtoOptions = {}): ProtoFile {
  try {
    return parseProto(text, options);
  } catch (error) {
    if (!(error instanceof ProtoSyntaxError) || !isBase64(text)) throw error;
    try {
      return fromFileDescriptor(Buffer.from(text, "base64"), options);
    } catch {
      throw error;
    }
  }
}

function isBase64(text: string): boolean {
  return text.length > 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
