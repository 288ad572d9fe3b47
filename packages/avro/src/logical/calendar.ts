const DAY_MS = 86_400_000;
const DATE = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\d$/;
const LOCAL_TIMESTAMP = /^((?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/;

/** `2026-05-01` of a number of days since 1970. */
export function dateOfDays(days: number): string {
  const text = new Date(days * DAY_MS).toISOString();
  return text.slice(0, text.indexOf("T"));
}

/** The number of days since 1970 of `2026-05-01`. */
export function daysOfDate(date: unknown): number {
  if (typeof date !== "string" || !DATE.test(date)) throw new TypeError("not a date");
  const days = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  // The 30th of February is the 1st or 2nd of March for Date.
  if (dateOfDays(days) !== date) throw new RangeError("no day of the calendar");
  return days;
}

/** `2026-05-01T12:30:00.123456`, without a zone, of a count of 10^-digits seconds. */
export function localTimestampOf(count: bigint, digits: 3 | 6 | 9): string {
  const perMilli = 10n ** BigInt(digits - 3);
  const below = ((count % perMilli) + perMilli) % perMilli;
  const text = new Date(Number((count - below) / perMilli)).toISOString().slice(0, -1);
  return digits === 3 ? text : text + below.toString().padStart(digits - 3, "0");
}

/** The count of 10^-digits seconds of `2026-05-01T12:30:00.123456`. More digits than there is room for are an error. */
export function countOfLocalTimestamp(timestamp: unknown, digits: 3 | 6 | 9): bigint {
  const match = typeof timestamp === "string" ? LOCAL_TIMESTAMP.exec(timestamp) : null;
  if (match === null) throw new TypeError("not a local timestamp");
  const [, minutes = "", seconds = "00", fraction = ""] = match;
  const millis = Date.parse(`${minutes}:${seconds}Z`);
  const whole = new Date(millis).toISOString();
  if (!whole.startsWith(`${minutes}:${seconds}.`)) throw new RangeError("no moment of the calendar");
  if (/[1-9]/.test(fraction.slice(digits))) throw new RangeError("more digits than the type holds");
  return BigInt(millis) * 10n ** BigInt(digits - 3) + BigInt(fraction.slice(0, digits).padEnd(digits, "0"));
}
