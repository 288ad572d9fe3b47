import { describe, expect, it } from "vitest";
import { createAuthenticator, type SaslOptions } from "./authenticator.js";

const users = [{ username: "alice", password: "secret" }];

describe("what is offered", () => {
  it("is everything by default, in one order", () => {
    expect(createAuthenticator({ users }).mechanisms).toEqual(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]);
    expect(createAuthenticator({ users, mechanisms: ["SCRAM-SHA-256", "PLAIN"] }).mechanisms).toEqual([
      "PLAIN",
      "SCRAM-SHA-256",
    ]);
  });

  it("begins no other exchange", () => {
    const { begin } = createAuthenticator({ users, mechanisms: ["SCRAM-SHA-256"] });
    expect(begin("SCRAM-SHA-256")).toBeDefined();
    expect(begin("PLAIN")).toBeUndefined();
    expect(begin("OAUTHBEARER")).toBeUndefined();
    expect(begin("toString")).toBeUndefined();
  });

  it.each([
    ["no mechanism", { users, mechanisms: [] }],
    ["a mechanism there is not", { users, mechanisms: ["GSSAPI"] as never }],
    ["two users of one name", { users: [...users, ...users] }],
    ["a user without a name", { users: [{ username: "", password: "x" }] }],
    ["a user without a password", { users: [{ username: "x", password: "" }] }],
  ] satisfies [string, SaslOptions][])("is not %s", (_, options) => {
    expect(() => createAuthenticator(options)).toThrow(TypeError);
  });
});

describe("PLAIN", () => {
  const step = (message: string) => createAuthenticator({ users }).begin("PLAIN")?.step(Buffer.from(message));

  it.each(["\0alice\0secret", "alice\0alice\0secret"])("takes %j", (message) => {
    expect(step(message)).toEqual({ kind: "done", answer: Buffer.alloc(0), user: "alice" });
  });

  it.each([
    "",
    "alice",
    "alice\0secret",
    "\0alice\0",
    "\0\0secret",
    "\0alice\0secret\0",
    "root\0alice\0secret",
    "\0alice\0Secret",
    "\0bob\0secret",
    "\0__proto__\0secret",
  ])("refuses %j, and does not repeat it", (message) => {
    const answer = step(message);
    expect(answer).toMatchObject({ kind: "failed" });
    expect(JSON.stringify(answer)).not.toMatch(/secret|alice|bob/i);
  });
});

describe("SCRAM", () => {
  it("answers for users that do not exist as for those that do, with the same salt each time", () => {
    const { begin } = createAuthenticator({ users });
    const saltOf = (name: string) => {
      const step = begin("SCRAM-SHA-256")?.step(Buffer.from(`n,,n=${name},r=abc`));
      return step?.kind === "continue" ? /s=([^,]+),i=4096$/.exec(step.answer.toString())?.[1] : undefined;
    };
    for (const name of ["alice", "mallory"]) {
      expect(Buffer.from(saltOf(name) ?? "", "base64")).toHaveLength(16);
      expect(saltOf(name)).toBe(saltOf(name));
    }
    expect(saltOf("mallory")).not.toBe(saltOf("trudy"));
  });
});
