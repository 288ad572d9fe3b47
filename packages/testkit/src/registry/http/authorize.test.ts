import { describe, expect, it } from "vitest";
import { faces, send, useRegistryBed } from "../../../test/registry-bed.js";
import { type AuthOptions, createAuthorizer } from "./authorize.js";

const bed = useRegistryBed();
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;
const BASIC = 'Basic realm="schema-registry", charset="UTF-8"';
const BEARER = 'Bearer realm="schema-registry"';

const users: AuthOptions = {
  basic: [
    { user: "ann", password: "pä:ss" },
    { user: "bob", password: "x" },
  ],
};
const tokens: AuthOptions = { bearer: ["token-1", "token-2"] };

describe("createAuthorizer", () => {
  it.each<{ auth: AuthOptions; header: string | undefined; challenge: string | undefined }>([
    { auth: users, header: basic("ann:pä:ss"), challenge: undefined },
    { auth: users, header: basic("ann:pä:ss").replace("Basic", "bASIC  "), challenge: undefined },
    { auth: users, header: basic("bob:x"), challenge: undefined },
    { auth: users, header: basic("bob:pä:ss"), challenge: BASIC },
    { auth: users, header: basic("ann:pä:s"), challenge: BASIC },
    { auth: users, header: basic("ann"), challenge: BASIC },
    { auth: users, header: basic(""), challenge: BASIC },
    { auth: users, header: "Basic", challenge: BASIC },
    { auth: users, header: "Bearer token-1", challenge: BASIC },
    { auth: users, header: undefined, challenge: BASIC },
    { auth: tokens, header: "Bearer token-2", challenge: undefined },
    { auth: tokens, header: "bearer token-1", challenge: undefined },
    { auth: tokens, header: "Bearer token-3", challenge: BEARER },
    { auth: tokens, header: "Bearer ", challenge: BEARER },
    { auth: tokens, header: basic("token-1:"), challenge: BEARER },
    { auth: { ...users, ...tokens }, header: "Bearer token-1", challenge: undefined },
    { auth: { ...users, ...tokens }, header: basic("bob:x"), challenge: undefined },
    { auth: { ...users, ...tokens }, header: "Digest x", challenge: `${BASIC}, ${BEARER}` },
    { auth: { basic: [] }, header: basic(":"), challenge: BASIC },
    { auth: { basic: (user, password) => user === password }, header: basic("a:a"), challenge: undefined },
    { auth: { basic: async (user, password) => user === password }, header: basic("a:b"), challenge: BASIC },
    { auth: { bearer: async (token) => token.startsWith("ey") }, header: "Bearer eyJ", challenge: undefined },
    { auth: { bearer: (token) => token.startsWith("ey") }, header: "Bearer no", challenge: BEARER },
  ])("$header: $challenge", async ({ auth, header, challenge }) => {
    expect(await createAuthorizer(auth)(header)).toBe(challenge);
  });

  it("lets everybody in without options, and refuses options that let in nobody", async () => {
    expect(await createAuthorizer(undefined)(undefined)).toBeUndefined();
    expect(() => createAuthorizer({})).toThrow("`auth` has neither `basic` nor `bearer`");
  });
});

describe.each(faces)("auth over %s", (face) => {
  it("answers 401 without credentials, but /health", async () => {
    const registry = await bed.start({ auth: users });
    const { status, headers, body } = await send(registry, face, "GET /subjects");
    expect([status, headers["www-authenticate"], body]).toEqual([
      401,
      BASIC,
      '{"error_code":401,"message":"Unauthorized"}',
    ]);
    expect((await send(registry, face, "GET /metrics")).status).toBe(401);
    expect((await send(registry, face, "GET /health")).status).toBe(200);
    expect(registry.requests).toHaveLength(0);
  });

  it("lets the client's own credentials in", async () => {
    const registry = await bed.start({ auth: { ...users, ...tokens } });
    const named = bed.client(registry, face, { auth: { basic: { username: "ann", password: "pä:ss" } } });
    expect(await named.subjects.list()).toEqual([]);
    const bearer = bed.client(registry, face, { auth: { bearer: () => "token-1" } });
    expect(await bearer.subjects.list()).toEqual([]);
  });

  it("a function that throws is a 500, and an error in the log", async () => {
    const lines: string[] = [];
    const bearer = () => {
      throw new Error("no database");
    };
    const registry = await bed.start({ auth: { bearer }, logs: (line) => lines.push(line) });
    const { status, body } = await send(registry, face, "GET /subjects", undefined, {
      authorization: "Bearer distinctive",
    });
    expect([status, body]).toEqual([500, '{"error_code":500,"message":"Internal Server Error"}']);
    expect(lines.find((line) => line.includes('"level":"error"'))).toContain("no database");
    expect(lines.join("")).not.toContain("distinctive");
  });
});
