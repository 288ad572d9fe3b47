import { type DescMessage, fromBinary, type Message } from "@bufbuild/protobuf";
import { type Decoder, DeserializationError } from "@magicbyte/registry/serde";

/** A decoder of messages. Fields of type `bytes`, and unknown fields, are views of what is read. */
export function messageDecoder(desc: DescMessage, keepUnknown: boolean): Decoder<Message> {
  const options = keepUnknown ? undefined : { readUnknownFields: false };
  return {
    decode(bytes, offset) {
      // Not a Buffer, so that fields of type `bytes` are none either.
      const payload = new Uint8Array(bytes.buffer, bytes.byteOffset + offset, bytes.length - offset);
      try {
        return fromBinary(desc, payload, options);
      } catch (cause) {
        const words = cause instanceof Error ? cause.message : "see cause";
        throw new DeserializationError(`the payload is no ${desc.typeName}: ${words}`, { cause });
      }
    },
  };
}
