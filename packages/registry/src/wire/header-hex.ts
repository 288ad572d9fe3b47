/** Frame and a few message indexes: enough to recognise what the bytes are, too little to leak the payload. */
const AT_MOST = 24;

/**
 * The bytes that an error may show. They are cut to what a frame of their kind holds, so that the payload of a
 * message that is not framed does not end up in a log: only its first byte does.
 */
export function headerHex(bytes: Uint8Array, offset: number): string {
  const first = bytes[offset];
  const shown = first === 0 ? 5 : first === 1 ? 17 : 1;
  return hex(bytes.subarray(offset, offset + Math.min(shown, AT_MOST)));
}

/** Lower-case hex, two digits a byte. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
