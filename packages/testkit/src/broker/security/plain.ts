import { createHash, timingSafeEqual } from "node:crypto";
import type { SaslExchange, SaslStep } from "../server/sasl-exchange.js";

/** RFC 4616: one message, `[authorization id] NUL user name NUL password`, and an empty answer. */
export function createPlainExchange(passwordOf: (username: string) => string | undefined): SaslExchange {
  return {
    step(message) {
      const parts = message.toString("utf8").split("\0");
      const [authorizationId, username, password] = parts;
      if (parts.length !== 3 || !username || !password) {
        return failed("Invalid SASL/PLAIN response: an authorization id, a user name and a password are expected");
      }
      if (authorizationId !== "" && authorizationId !== username) {
        return failed("Authentication failed: the authorization id is not the user name");
      }
      const expected = passwordOf(username);
      // Compared in any case, so that the time taken does not say which names exist.
      const matches = sameText(password, expected ?? "");
      if (expected === undefined || !matches) return failed("Authentication failed: Invalid username or password");
      return { kind: "done", answer: Buffer.alloc(0), user: username };
    },
  };
}

function failed(message: string): SaslStep {
  return { kind: "failed", message };
}

function sameText(left: string, right: string): boolean {
  return timingSafeEqual(createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest());
}
