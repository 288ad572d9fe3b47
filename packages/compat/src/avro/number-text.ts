/** What an integer looks like in JSON. */
const INTEGER = /^-?\d+$/;

/** Whether a number is written as an integer: `1.0` and `1e2` are not. */
export function isInteger(lexeme: string): boolean {
  return INTEGER.test(lexeme);
}

/** Whether a number is written as an integer that fits into so many bits, with its sign. */
export function fitsInto(bits: 32 | 64, lexeme: string): boolean {
  // 20 characters hold every 64-bit integer: a longer text is not worth parsing.
  if (!INTEGER.test(lexeme) || lexeme.length > 20) return false;
  return BigInt.asIntN(bits, BigInt(lexeme)) === BigInt(lexeme);
}

/** A number as Java prints a JSON number: integers as they are, all others as doubles. */
export function jsonNumber(lexeme: string): string {
  if (INTEGER.test(lexeme)) return lexeme === "-0" ? "0" : lexeme;
  return javaDouble(Number(lexeme));
}

/** A double as Java's Double.toString has it; what is not finite is quoted, as Jackson does in JSON. */
export function javaDouble(value: number): string {
  return javaDecimal(value, (absolute) => absolute.toExponential());
}

/** A float as Java's Float.toString has it: the fewest digits that give the same 32 bits. */
export function javaFloat(value: number): string {
  return javaDecimal(Math.fround(value), (absolute) => {
    for (let digits = 0; digits < 9; digits++) {
      const text = absolute.toExponential(digits);
      if (Math.fround(Number(text)) === absolute) return text;
    }
    return absolute.toExponential();
  });
}

function javaDecimal(value: number, shortest: (absolute: number) => string): string {
  if (!Number.isFinite(value)) return JSON.stringify(String(value));
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (value === 0) return `${sign}0.0`;
  const [mantissa = "", exponentText = "0"] = shortest(Math.abs(value)).split("e");
  const digits = mantissa.replace(".", "").replace(/0+$/, "") || "0";
  const exponent = Number(exponentText);
  if (exponent < -3 || exponent >= 7) return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${exponent}`;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}
