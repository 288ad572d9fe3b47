import { expect, it } from "vitest";
import { javaFloat, jsonNumber } from "./number-text.js";

it.each([
  ["1", "1"],
  ["-0", "0"],
  ["-0.0", "-0.0"],
  ["1.0", "1.0"],
  ["1e2", "100.0"],
  ["1234567.0", "1234567.0"],
  ["12345678.0", "1.2345678E7"],
  ["0.001", "0.001"],
  ["0.00012", "1.2E-4"],
  ["1e21", "1.0E21"],
  ["1e400", '"Infinity"'],
  ["123456789012345678901234567890", "123456789012345678901234567890"],
])("%s is printed as %s", (lexeme, expected) => {
  expect(jsonNumber(lexeme)).toBe(expected);
});

it.each([
  [12.3, "12.3"],
  [1, "1.0"],
  [16777216, "1.6777216E7"],
  [0.1, "0.1"],
])("the float %s is printed as %s", (value, expected) => {
  expect(javaFloat(value)).toBe(expected);
});
