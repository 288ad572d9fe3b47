import { UsageError } from "../errors/usage-error.js";
import { hex } from "./header-hex.js";

const GUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** A GUID as the registry prints it, from the 16 bytes of a frame. */
export function guidFromBytes(bytes: Uint8Array, offset = 0): string {
  const digits = hex(bytes.subarray(offset, offset + 16));
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

/**
 * The 16 bytes of a GUID, which may be written with or without hyphens, in either case.
 *
 * @throws UsageError when the text is no GUID
 */
export function guidToBytes(guid: string): Uint8Array {
  if (!GUID.test(guid))
    throw new UsageError(`not a GUID: string(${guid.length}); expected 32 hex digits, with or without hyphens`);
  const digits = guid.replaceAll("-", "");
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
