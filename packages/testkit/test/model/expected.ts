import { expect } from "vitest";
import type { Answer } from "../registry/bed.js";

/** What the model says of an answer. Where rest-api.md says nothing of it, neither does the model. */
export type Expected =
  | { readonly unspecified: true }
  /** One of these codes: where several refusals are in order, it is not said which comes first. */
  | { readonly codes: readonly number[] }
  | { readonly body: unknown }
  /** One of these members at least. */
  | { readonly oneOf: readonly object[] }
  /** A list in any order. */
  | { readonly list: readonly unknown[] };

export const UNSPECIFIED: Expected = { unspecified: true };

export const codes = (...all: number[]): Expected => ({ codes: all });

/** Compares an answer with what the model says of it. */
export function expectAnswer(answer: Answer, expected: Expected, what: string): void {
  if ("unspecified" in expected) {
    expect(answer.status, what).toBeLessThan(500);
  } else if ("codes" in expected) {
    const { error_code: code, message } = (answer.body ?? {}) as { error_code?: number; message?: unknown };
    const wanted = `${what}: one of ${expected.codes.join(", ")}, and not ${answer.status} ${answer.text}`;
    expect(expected.codes, wanted).toContain(code);
    expect([answer.status, typeof message], what).toEqual([Math.floor((code ?? 0) / 100), "string"]);
  } else {
    expect([answer.status, answer.text], what).toEqual([200, answer.text]);
    if ("oneOf" in expected) {
      const found = expected.oneOf.some((one) => matches(answer.body, one));
      if (!found) expect(answer.body, what).toMatchObject(expected.oneOf[0] ?? {});
    } else if ("list" in expected) expect(sorted(answer.body), what).toEqual(sorted(expected.list));
    else expect(answer.body, what).toEqual(expected.body);
  }
}

function matches(body: unknown, members: object): boolean {
  const found = (body ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(members).every(([name, value]) => JSON.stringify(found[name]) === JSON.stringify(value));
}

function sorted(list: unknown): unknown {
  return Array.isArray(list) ? list.map((one) => JSON.stringify(one)).sort() : list;
}
