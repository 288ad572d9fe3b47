import { randomBytes } from "node:crypto";
import type { SaslExchange } from "../server/sasl-exchange.js";
import { createPlainExchange } from "./plain.js";
import {
  createScramExchange,
  deriveScramCredential,
  type ScramCredential,
  type ScramHash,
  unknownUserCredential,
} from "./scram.js";

export type SaslMechanism = "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";

/** The option `sasl` of `startBroker`: who may connect, and how they prove who they are. */
export interface SaslOptions {
  /**
   * What clients may choose from.
   *
   * @default all three, so that a client under test works with the one it is configured for
   */
  readonly mechanisms?: readonly SaslMechanism[] | undefined;
  readonly users: readonly { readonly username: string; readonly password: string }[];
}

export interface Authenticator {
  /** The names of the mechanisms offered. */
  readonly mechanisms: readonly SaslMechanism[];
  /** `undefined` where the mechanism is not offered. */
  begin(mechanism: string): SaslExchange | undefined;
}

const ALL_MECHANISMS: readonly SaslMechanism[] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];

/** @throws TypeError for options that nobody could log in with */
export function createAuthenticator({ mechanisms = ALL_MECHANISMS, users }: SaslOptions): Authenticator {
  const offered = ALL_MECHANISMS.filter((mechanism) => mechanisms.includes(mechanism));
  if (offered.length === 0 || offered.length !== new Set(mechanisms).size) {
    throw new TypeError(`sasl.mechanisms must name one or more of ${ALL_MECHANISMS.join(", ")}.`);
  }
  const passwords = new Map(users.map(({ username, password }) => [username, password]));
  if (passwords.size !== users.length || passwords.has("") || [...passwords.values()].includes("")) {
    throw new TypeError("sasl.users must have different names, and neither names nor passwords may be empty.");
  }

  const scram = (hash: ScramHash): (() => SaslExchange) => {
    const secret = randomBytes(32);
    const credentials = new Map<string, ScramCredential>();
    const credentialOf = (username: string) => {
      const password = passwords.get(username);
      if (password === undefined) return unknownUserCredential(hash, username, secret);
      const known = credentials.get(username) ?? deriveScramCredential(hash, password);
      credentials.set(username, known);
      return known;
    };
    return () => createScramExchange(hash, credentialOf);
  };

  const exchanges: Readonly<Record<SaslMechanism, () => SaslExchange>> = {
    PLAIN: () => createPlainExchange((username) => passwords.get(username)),
    "SCRAM-SHA-256": scram("sha256"),
    "SCRAM-SHA-512": scram("sha512"),
  };

  return {
    mechanisms: offered,
    begin(name) {
      const mechanism = offered.find((each) => each === name);
      return mechanism === undefined ? undefined : exchanges[mechanism]();
    },
  };
}
