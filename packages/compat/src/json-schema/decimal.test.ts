import { expect, it } from "vitest";
import { equalDecimals, isMultipleOf } from "./decimal.js";

it.each([
  ["4", "2", true],
  ["2", "4", false],
  ["0.5", "0.25", true],
  ["0.3", "0.1", true],
  ["1e3", "8", true],
  ["1e2", "8", false],
  ["1", "1e2", false],
  ["0", "5", true],
  ["5", "0", false],
  ["1e999999999", "7", false],
  ["1e-999999999", "7", false],
])("whether %s is a multiple of %s: %s", (number, divisor, expected) => {
  expect(isMultipleOf(number, divisor)).toBe(expected);
});

it("numbers are equal however they are written", () => {
  expect(equalDecimals("0.5", "0.50")).toBe(true);
  expect(equalDecimals("100", "1e2")).toBe(true);
  expect(equalDecimals("2", "4")).toBe(false);
});
