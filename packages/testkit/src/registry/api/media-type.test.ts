import { describe, expect, it } from "vitest";
import { canRead, chooseType } from "./media-type.js";

const V1 = "application/vnd.schemaregistry.v1+json";

describe("media types", () => {
  it.each([
    [undefined, V1],
    ["", V1],
    ["*/*", V1],
    ["application/*", V1],
    ["text/html, application/xhtml+xml, */*;q=0.8", V1],
    ["application/json", "application/json"],
    ["APPLICATION/JSON; charset=utf-8", "application/json"],
    ["application/vnd.schemaregistry+json", "application/vnd.schemaregistry+json"],
    ["application/json, application/vnd.schemaregistry.v1+json", V1],
    ["application/vnd.schemaregistry.v1+json;q=0.5, application/json;q=0.9", "application/json"],
    ["application/vnd.schemaregistry.v1+json; q=0, */*", "application/vnd.schemaregistry+json"],
    ["application/json;q=0", undefined],
    ["text/plain", undefined],
  ])("to accept %j is to get %j", (accept, expected) => {
    expect(chooseType(accept)).toBe(expected);
  });

  it.each([
    [undefined, true],
    ["application/json", true],
    ["application/JSON;charset=UTF-8", true],
    [V1, true],
    ["application/vnd.schemaregistry+json", true],
    ["application/octet-stream", true],
    ["text/plain", false],
    ["application/x-www-form-urlencoded", false],
    ["application/jsonx", false],
  ])("a body of type %j is read: %j", (type, expected) => {
    expect(canRead(type)).toBe(expected);
  });
});
