import { isUtf8 } from "node:buffer";
import { DeserializationError } from "@magicbyte/registry/serde";
import { jsonErrorAt } from "./json-error-at.js";

const REPLACEMENT = "\ufffd";
const BYTE_ORDER_MARK = 0xfeff;

/**
 * The text of a payload, without a byte order mark.
 *
 * @throws DeserializationError when it is not UTF-8
 */
export function payloadText(bytes: Buffer, offset: number): string {
  const text = bytes.toString("utf8", offset);
  // What is not UTF-8 is decoded to replacement characters: only where there is one the bytes are looked at again.
  if (text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(offset))) {
    throw new DeserializationError("the payload is not UTF-8, as JSON must be");
  }
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

/** @throws DeserializationError, which says where the text is wrong, and shows nothing of it */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What JSON.parse throws quotes the text, and so is no cause.
    if (text === "") throw new DeserializationError("the payload is empty, which is no JSON");
    const { position, expected } = jsonErrorAt(text);
    throw new DeserializationError(
      `the payload is no JSON: expected ${expected} at character ${position} of ${text.length}`,
    );
  }
}
