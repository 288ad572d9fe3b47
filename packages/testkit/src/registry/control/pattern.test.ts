import { describe, expect, it } from "vitest";
import { createCall } from "./call.js";
import { parsePattern } from "./pattern.js";

const routes = [
  { method: "GET", template: "/subjects" },
  { method: "GET", template: "/subjects/{subject}/versions" },
  { method: "POST", template: "/subjects/{subject}/versions" },
  { method: "GET", template: "/schemas/ids/{id}" },
];

const register = createCall(
  { method: "POST", target: "/subjects/a%2Fb/versions?normalize=true", headers: {}, body: "" },
  routes[2]?.template,
);

describe("parsePattern", () => {
  it.each([
    { pattern: "POST /subjects/{subject}/versions", fits: true },
    { pattern: "post /subjects/{s}/versions", fits: true },
    { pattern: "/subjects/{s}/versions", fits: true },
    { pattern: "* /subjects/{s}/versions", fits: true },
    { pattern: "POST /subjects/a%2Fb/versions", fits: true },
    { pattern: "POST /subjects/a%2Fb/versions?normalize=true", fits: true },
    { pattern: "POST /subjects/a%2Fb/versions?normalize=*", fits: true },
    { pattern: "POST /subjects/*", fits: true },
    { pattern: "*", fits: true },
    { pattern: "POST *", fits: true },
    { pattern: "GET /subjects/{subject}/versions", fits: false },
    { pattern: "GET *", fits: false },
    { pattern: "/subjects", fits: false },
    { pattern: "POST /subjects/a%2Fb", fits: false },
    { pattern: "POST /subjects/a.2Fb/versions", fits: false },
    { pattern: "POST /subjects/a%2Fb/versions?normalize=false", fits: false },
    { pattern: "GET /schemas/ids/{id}", fits: false },
  ])("$pattern: $fits", ({ pattern, fits }) => {
    expect(parsePattern(pattern, routes)(register)).toBe(fits);
  });

  it.each([
    {
      pattern: "DELETE /schemas/ids/{id}",
      message: 'the pattern "DELETE /schemas/ids/{id}" fits no route. Those of DELETE are: ',
    },
    {
      pattern: "GET /schema/{id}",
      message:
        'the pattern "GET /schema/{id}" fits no route. Those of GET are: /subjects, /subjects/{subject}/versions, /schemas/ids/{id}',
    },
    {
      pattern: "/schema/{id}",
      message: 'the pattern "/schema/{id}" fits no route. Routes are: GET /subjects, GET /subjects/{subject}/versions',
    },
    { pattern: "subjects", message: 'the pattern "subjects" makes no sense: write a method and a route or path' },
    { pattern: "", message: 'the pattern "" makes no sense' },
    { pattern: "GET /a b", message: 'the pattern "GET /a b" makes no sense' },
  ])("refuses $pattern, which would never fit", ({ pattern, message }) => {
    expect(() => parsePattern(pattern, routes)).toThrow(message);
  });
});
