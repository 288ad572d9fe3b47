import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { SaslExchange } from "../server/sasl-exchange.js";
import { createScramExchange, deriveScramCredential } from "./scram.js";

// The example of RFC 7677, section 3.
const CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
const SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
const NONCE = `${CLIENT_NONCE}${SERVER_NONCE}`;
const FIRST = `n,,n=user,r=${CLIENT_NONCE}`;
const FINAL = `c=biws,r=${NONCE},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`;

function rfcExchange(): SaslExchange {
  const credential = deriveScramCredential("sha256", "pencil", Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64"));
  return createScramExchange("sha256", () => credential, SERVER_NONCE);
}

const say = (exchange: SaslExchange, message: string) => {
  const step = exchange.step(Buffer.from(message));
  return step.kind === "failed" ? step : { ...step, answer: step.answer.toString() };
};

const failed = {
  kind: "failed",
  message: "Authentication failed due to invalid credentials with SASL mechanism SCRAM-SHA-256",
};

it("speaks as the example of RFC 7677", () => {
  const exchange = rfcExchange();
  expect(say(exchange, FIRST)).toEqual({
    kind: "continue",
    answer: `r=${NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`,
  });
  expect(say(exchange, FINAL)).toEqual({
    kind: "done",
    answer: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    user: "user",
  });
  expect(say(exchange, FINAL)).toEqual(failed);
});

describe("a first message", () => {
  it.each([
    ["nothing", ""],
    ["channel binding asked for", `p=tls-unique,,n=user,r=${CLIENT_NONCE}`],
    ["an extension that must be understood", `n,,m=x,n=user,r=${CLIENT_NONCE}`],
    ["no user", `n,,n=,r=${CLIENT_NONCE}`],
    ["no nonce", "n,,n=user,r="],
    ["an equals sign that is not escaped", `n,,n=us=er,r=${CLIENT_NONCE}`],
    ["another one's authorization id", `n,a=root,n=user,r=${CLIENT_NONCE}`],
  ])("with %s fails", (_, message) => {
    const exchange = rfcExchange();
    expect(say(exchange, message)).toEqual(failed);
    expect(say(exchange, FIRST)).toEqual(failed);
  });

  it.each([
    ["the user's own authorization id", `n,a=user,n=user,r=${CLIENT_NONCE}`],
    ["an extension that need not be understood", `n,,n=user,r=${CLIENT_NONCE},tokenauth=true`],
    ["binding that the client would have done", `y,,n=user,r=${CLIENT_NONCE}`],
  ])("with %s is answered", (_, message) => {
    expect(say(rfcExchange(), message)).toMatchObject({ kind: "continue" });
  });

  it("names the user as RFC 5802 escapes it", () => {
    const names: string[] = [];
    const credential = deriveScramCredential("sha512", "x");
    const exchange = createScramExchange("sha512", (name) => {
      names.push(name);
      return credential;
    });
    say(exchange, "n,,n=a=2Cb=3Dc=3D2C,r=abc");
    expect(names).toEqual(["a,b=c=2C"]);
  });
});

describe("a final message", () => {
  it("may say the client's half of the nonce twice, as librdkafka did before 2.6.1", () => {
    const first = `n=user,r=${CLIENT_NONCE}`;
    const withoutProof = `c=biws,r=${CLIENT_NONCE}${NONCE}`;
    const exchange = rfcExchange();
    const answered = say(exchange, `n,,${first}`);
    const salted = pbkdf2Sync("pencil", Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64"), 4096, 32, "sha256");
    const clientKey = createHmac("sha256", salted).update("Client Key").digest();
    const storedKey = createHash("sha256").update(clientKey).digest();
    const said = "answer" in answered ? `${first},${answered.answer},${withoutProof}` : "";
    const signature = createHmac("sha256", storedKey).update(said).digest();
    const proof = clientKey.map((byte, i) => byte ^ (signature[i] ?? 0));
    expect(say(exchange, `${withoutProof},p=${Buffer.from(proof).toString("base64")}`)).toMatchObject({ kind: "done" });
  });

  it.each([
    ["nothing", ""],
    ["another nonce", FINAL.replace(NONCE, CLIENT_NONCE)],
    ["another header than the first one", FINAL.replace("biws", "eSws")],
    ["a proof that is wrong", FINAL.replace("p=d", "p=e")],
    ["a proof that is too short", FINAL.replace("UhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "")],
    ["no proof", FINAL.slice(0, FINAL.indexOf(",p="))],
  ])("with %s fails", (_, message) => {
    const exchange = rfcExchange();
    say(exchange, FIRST);
    expect(say(exchange, message)).toEqual(failed);
    expect(say(exchange, FINAL)).toEqual(failed);
  });
});
