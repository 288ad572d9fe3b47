import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";
import type { SaslExchange, SaslStep } from "../server/sasl-exchange.js";

/** The hash functions of SCRAM-SHA-256 and SCRAM-SHA-512, as node:crypto names them. */
export type ScramHash = "sha256" | "sha512";

/** What a server keeps instead of a password (RFC 5802, section 3). */
export interface ScramCredential {
  readonly salt: Buffer;
  readonly iterations: number;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** The least that RFC 7677 allows and clients accept. More would only make tests slow. */
const ITERATIONS = 4096;

/** `n` and `y` say that the client binds to no channel; `p` would, and is not offered. An authorization id may follow. */
const CLIENT_FIRST = /^([ny],(?:a=([^,]+))?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[^,]+)*)$/;

const CLIENT_FINAL = /^(c=([^,]+),r=([^,]+)(?:,[^,]+)*),p=([A-Za-z0-9+/]+=*)$/;

/** What a password becomes for the server. Takes a few milliseconds, on purpose. */
export function deriveScramCredential(hash: ScramHash, password: string, salt = randomBytes(16)): ScramCredential {
  const length = createHash(hash).digest().length;
  const salted = pbkdf2Sync(password, salt, ITERATIONS, length, hash);
  const clientKey = hmac(hash, salted, "Client Key");
  return {
    salt,
    iterations: ITERATIONS,
    storedKey: digest(hash, clientKey),
    serverKey: hmac(hash, salted, "Server Key"),
  };
}

/**
 * The server's side of RFC 5802, without channel binding.
 *
 * @param credentialOf must answer for unknown names too, with what no password fits: nothing then says which names exist
 * @param serverNonce by default: fresh random bytes
 */
export function createScramExchange(
  hash: ScramHash,
  credentialOf: (username: string) => ScramCredential,
  serverNonce = randomBytes(18).toString("base64"),
): SaslExchange {
  const failed: SaslStep = {
    kind: "failed",
    message: `Authentication failed due to invalid credentials with SASL mechanism SCRAM-${hash.toUpperCase().replace("SHA", "SHA-")}`,
  };
  let step = first;

  function first(message: string): SaslStep {
    const [, header, authorizationId, bare, saslName, clientNonce] = CLIENT_FIRST.exec(message) ?? [];
    const username = saslName === undefined ? undefined : unescaped(saslName);
    if (header === undefined || bare === undefined || username === undefined) return failed;
    if (authorizationId !== undefined && unescaped(authorizationId) !== username) return failed;
    const credential = credentialOf(username);
    const nonce = `${clientNonce}${serverNonce}`;
    const answer = `r=${nonce},s=${credential.salt.toString("base64")},i=${credential.iterations}`;
    step = (final) => {
      const [, withoutProof, binding, finalNonce, proof] = CLIENT_FINAL.exec(final) ?? [];
      if (binding !== Buffer.from(header).toString("base64") || proof === undefined) return failed;
      // Not its equal, as in Kafka 3.9: librdkafka before 2.6.1 says its own half twice. Kafka 4 refuses that.
      if (!finalNonce?.endsWith(nonce)) return failed;
      const said = `${bare},${answer},${withoutProof}`;
      if (!proves(hash, credential, said, Buffer.from(proof, "base64"))) return failed;
      const signature = hmac(hash, credential.serverKey, said).toString("base64");
      return { kind: "done", answer: Buffer.from(`v=${signature}`), user: username };
    };
    return { kind: "continue", answer: Buffer.from(answer) };
  }

  return {
    step(message) {
      const current = step;
      // Whatever comes after a failure fails too.
      step = () => failed;
      return current(message.toString("utf8"));
    },
  };
}

/** A credential that no password fits. The salt is always the same for a name, as it is for those that exist. */
export function unknownUserCredential(hash: ScramHash, username: string, secret: Buffer): ScramCredential {
  const key = hmac(hash, secret, username);
  return { salt: key.subarray(0, 16), iterations: ITERATIONS, storedKey: randomBytes(key.length), serverKey: key };
}

function proves(hash: ScramHash, { storedKey }: ScramCredential, said: string, proof: Buffer): boolean {
  const signature = hmac(hash, storedKey, said);
  if (proof.length !== signature.length) return false;
  const clientKey = Buffer.from(proof.map((byte, i) => byte ^ (signature[i] ?? 0)));
  return timingSafeEqual(digest(hash, clientKey), storedKey);
}

/** RFC 5802 writes a comma as `=2C` and an equals sign as `=3D`, and allows no other. */
function unescaped(saslName: string): string | undefined {
  if (/=(?!2C|3D)/.test(saslName)) return undefined;
  return saslName.replaceAll("=2C", ",").replaceAll("=3D", "=");
}

function hmac(hash: ScramHash, key: Buffer, data: string): Buffer {
  return createHmac(hash, key).update(data).digest();
}

function digest(hash: ScramHash, data: Buffer): Buffer {
  return createHash(hash).update(data).digest();
}
