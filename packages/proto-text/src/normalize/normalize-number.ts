/**
 * A number's text as the registry normalises it: as Java reads it (`0x10` is 16, `010` is 8), in decimal, with at most
 * three digits behind the point, ties to even. What is no number for Java stays as it is.
 */
export function normalizeNumber(text: string): string {
  const integer = parseInteger(text);
  if (integer !== undefined) return integer;
  const decimal = parseDecimal(text);
  return decimal === undefined ? text : formatDecimal(decimal);
}

type Decimal = { readonly negative: boolean; readonly digits: string; readonly exponent: number };

/** What has more digits than this is left alone: nobody means it, and it would be long to write out. */
const maxExponent = 400;

function parseInteger(text: string): string | undefined {
  const match = /^(-?)(0[xX][0-9a-fA-F]+|\d+)([lL]?)$/.exec(text);
  if (match === null) return undefined;
  const [, sign = "", digits = "", suffix] = match;
  const isOctal = suffix === "" && /^0\d/.test(digits);
  if (isOctal && /[89]/.test(digits)) return text;
  const value = BigInt(isOctal ? `0o${digits.slice(1)}` : digits);
  return value === 0n ? "0" : `${sign}${value}`;
}

function parseDecimal(text: string): Decimal | undefined {
  const match = /^(-?)(\d*)\.?(\d*)(?:[eE](-?\d{1,4}))?[fFdD]?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole + fraction === "" || Math.abs(Number(exponent)) > maxExponent) return undefined;
  const exact = { negative: sign === "-", digits: whole + fraction, exponent: Number(exponent) - fraction.length };
  // Java takes the smallest type that holds the text; as a float, its value is not quite the text's.
  const value = Math.abs(Number.parseFloat(text));
  const single = Math.fround(value);
  if (single === value || !Number.isFinite(single) || single === 0 || shortest(single) !== value) return exact;
  const parts = /^(\d)(?:\.(\d+))?e([-+]\d+)$/.exec(single.toExponential());
  if (parts === null) return exact;
  const [, first = "", rest = "", power = "0"] = parts;
  return { negative: exact.negative, digits: first + rest, exponent: Number(power) - rest.length };
}

/** The number with the fewest digits that is this float. */
function shortest(single: number): number {
  for (let precision = 1; precision <= 9; precision += 1) {
    const candidate = Number(single.toPrecision(precision));
    if (Math.fround(candidate) === single) return candidate;
  }
  return single;
}

function formatDecimal({ negative, digits, exponent }: Decimal): string {
  // In thousandths, rounded half to even.
  const shift = exponent + 3;
  let thousandths: bigint;
  if (shift >= 0) {
    thousandths = BigInt(digits) * 10n ** BigInt(shift);
  } else {
    const divisor = 10n ** BigInt(-shift);
    thousandths = BigInt(digits) / divisor;
    const rest = (BigInt(digits) % divisor) * 2n;
    if (rest > divisor || (rest === divisor && thousandths % 2n === 1n)) thousandths += 1n;
  }
  const fraction = String(thousandths % 1000n)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return `${negative ? "-" : ""}${thousandths / 1000n}${fraction === "" ? "" : `.${fraction}`}`;
}
