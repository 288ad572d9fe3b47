import { describe, expect, expectTypeOf, it } from "vitest";
import type { ApiName } from "./api-name.js";
import { apis } from "./index.js";

describe("the table of APIs", () => {
  it("has an API for each name, and a name for each API", () => {
    expectTypeOf<(typeof apis)[number]["name"]>().toEqualTypeOf<ApiName>();
  });

  it("has each key and each name once", () => {
    expect(new Set(apis.map(({ key }) => key)).size).toBe(apis.length);
    expect(new Set(apis.map(({ name }) => name)).size).toBe(apis.length);
  });
});
