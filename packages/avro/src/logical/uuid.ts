const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The same string, if it is a UUID. */
export function checkUuid(uuid: unknown): string {
  if (typeof uuid !== "string" || !UUID.test(uuid)) throw new TypeError("not a UUID");
  return uuid;
}

export function uuidOfBytes(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function bytesOfUuid(uuid: unknown): Buffer {
  return Buffer.from(checkUuid(uuid).replaceAll("-", ""), "hex");
}
