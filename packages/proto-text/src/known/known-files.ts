import type { ProtoFile } from "../model.js";
import { parseProto } from "../parse/parse-proto.js";
import { confluentFiles } from "./confluent.js";
import { descriptorFile } from "./descriptor.js";
import { googleProtobufFiles } from "./google-protobuf.js";
import { googleTypeFiles } from "./google-type.js";

/** The texts of the imports that the registry knows and that need no reference, by path. */
export const knownProtoTexts: ReadonlyMap<string, string> = new Map([
  ...confluentFiles,
  ...descriptorFile,
  ...googleProtobufFiles,
  ...googleTypeFiles,
]);

/** Parses them: some 30 small files, so that it is done when it is first asked for and not when the module loads. */
export const knownProtoFiles: () => ReadonlyMap<string, ProtoFile> = onFirstUse(
  () => new Map([...knownProtoTexts].map(([path, text]) => [path, parseProto(text)])),
);

/** A constant that is worked out when it is first asked for. */
export function onFirstUse<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
