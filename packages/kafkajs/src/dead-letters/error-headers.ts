import { deadLetterHeaders as names } from "./dead-letter-headers.js";

const MOST_CHARACTERS = 1_000;

/** What headers say of an error. Errors of ours hold no payloads; what a handler throws is the handler's matter. */
export function errorHeaders(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) {
    return { [names.errorClass]: typeof error, [names.errorMessage]: "what was thrown is no Error" };
  }
  const { code } = error as { readonly code?: unknown };
  return {
    [names.errorClass]: error.name,
    ...(typeof code === "string" || typeof code === "number" ? { [names.errorCode]: String(code) } : {}),
    [names.errorMessage]: error.message.slice(0, MOST_CHARACTERS),
  };
}
