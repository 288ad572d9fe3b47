import type { KafkaJSProtocolError } from "kafkajs";

/** The error of Kafka's protocol that a call ends with. KafkaJS wraps it where it tried again, or asked for several. */
export async function protocolError(call: Promise<unknown>): Promise<string> {
  const outcome = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return outcome === undefined ? "no error" : (find(outcome) ?? `no protocol error: ${outcome}`);
}

type Wrapped = Partial<KafkaJSProtocolError> & { readonly cause?: unknown; readonly errors?: readonly unknown[] };

function find(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { type, cause, errors = [] } = error as Wrapped;
  return type ?? find(cause) ?? errors.map(find).find((found) => found !== undefined);
}
