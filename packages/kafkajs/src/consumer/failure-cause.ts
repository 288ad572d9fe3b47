import { failureKind } from "@magicbyte/registry";
import type { ClientErrorKind } from "../client/kafka-client.js";

/**
 * What stopped a handler, a dead letter, or whatever else was done for a message:
 *
 * - `interruption`: the group rebalances; `error` is the client's, which wants it back
 * - `outage`: the registry or brokers do not answer. Trying again may help, and the message is not at fault
 * - `failure`: anything else
 */
export type FailureCause = { readonly kind: "interruption" | "outage" | "failure"; readonly error: unknown };

/** Looks through the causes of an error: what the client says must be heard, however a handler wraps it. */
export function failureCause(error: unknown, errorKind: (error: unknown) => ClientErrorKind | undefined): FailureCause {
  let outage = false;
  for (const each of chainOf(error)) {
    const kind = errorKind(each);
    if (kind === "group") return { kind: "interruption", error: each };
    if (kind === "outage" || failureKind(each) === "outage") outage = true;
  }
  return { kind: outage ? "outage" : "failure", error };
}

/** An error and its causes; a ring of causes ends where it began. */
function chainOf(error: unknown): ReadonlySet<unknown> {
  const chain = new Set<unknown>();
  for (let each = error; each !== undefined && !chain.has(each); ) {
    chain.add(each);
    each = each instanceof Error ? each.cause : undefined;
  }
  return chain;
}
