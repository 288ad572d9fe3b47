/** Avro's duration: three counts that do not convert into each other, since months and days differ in length. */
export type Duration = {
  readonly months: number;
  readonly days: number;
  readonly milliseconds: number;
};

export function durationOfBytes(bytes: Buffer): Duration {
  return { months: bytes.readUInt32LE(0), days: bytes.readUInt32LE(4), milliseconds: bytes.readUInt32LE(8) };
}

export function bytesOfDuration(value: unknown): Buffer {
  const { months, days, milliseconds } = value as Duration;
  const bytes = Buffer.allocUnsafe(12);
  // What is no integer of 32 bits without a sign, writeUInt32LE refuses or, where it is a fraction, cuts off.
  for (const count of [months, days, milliseconds]) {
    if (!Number.isInteger(count)) throw new TypeError("not a duration");
  }
  bytes.writeUInt32LE(months, 0);
  bytes.writeUInt32LE(days, 4);
  bytes.writeUInt32LE(milliseconds, 8);
  return bytes;
}
