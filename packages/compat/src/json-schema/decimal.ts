/** A decimal number: digits times a power of ten. */
type Decimal = { readonly digits: bigint; readonly exponent: number };

/** Numbers with more characters are not compared exactly: the reference's parser refuses them. */
const MAX_LENGTH = 1000;

function decimalOf(lexeme: string): Decimal {
  const [, digits = "0", fraction = "", exponent = "0"] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(lexeme.slice(0, MAX_LENGTH)) ?? [];
  return { digits: BigInt(digits + fraction), exponent: Number(exponent) - fraction.length };
}

/** Whether two numbers without sign are equal, however they are written. */
export function equalDecimals(left: string, right: string): boolean {
  return isMultipleOf(left, right) && isMultipleOf(right, left);
}

/** Whether a number is a whole multiple of another one, exactly, and in no time even if the exponents are huge. */
export function isMultipleOf(number: string, divisor: string): boolean {
  const left = decimalOf(number);
  const right = decimalOf(divisor);
  if (left.digits === 0n) return true;
  if (right.digits === 0n) return false;
  const shift = left.exponent - right.exponent;
  if (shift >= 0) return (left.digits * powerModulo(10n, shift, right.digits)) % right.digits === 0n;
  // Fewer digits than the divisor has zeros: too small to be a multiple.
  return -shift <= MAX_LENGTH && left.digits % (right.digits * 10n ** BigInt(-shift)) === 0n;
}

function powerModulo(base: bigint, exponent: number, modulus: bigint): bigint {
  let result = 1n % modulus;
  let square = base % modulus;
  for (let rest = BigInt(Math.min(exponent, Number.MAX_SAFE_INTEGER)); rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
