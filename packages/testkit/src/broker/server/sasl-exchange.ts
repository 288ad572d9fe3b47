/** One authentication under way: a mechanism's state between the client's messages. */
export interface SaslExchange {
  /** Answers the client's next message. */
  step(message: Buffer): SaslStep;
}

export type SaslStep =
  | { readonly kind: "continue"; readonly answer: Buffer }
  | { readonly kind: "done"; readonly answer: Buffer; readonly user: string }
  /** `message` is sent to the client: it must not say whether the user exists. */
  | { readonly kind: "failed"; readonly message: string };
