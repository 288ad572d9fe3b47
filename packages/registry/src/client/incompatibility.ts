import type { IncompatibilityIssue } from "../errors/incompatible-schema-error.js";

/** What the registry's words say of an incompatibility. */
export type Incompatibility = {
  readonly issues: readonly IncompatibilityIssue[];
  readonly level: string | undefined;
  readonly version: number | undefined;
};

/**
 * Reads the message of a 409, or the messages of a verbose compatibility check. The registry prints Java objects
 * there: `{errorType:'...', description:'...', additionalInfo:'...'}`; what does not look like one is kept as it is. The
 * quotes around a description may differ: JSON Schema's begins with `"` and ends with `'` up to 8.5.
 */
export function parseIncompatibility(message: string): Incompatibility {
  const issues = [
    ...message.matchAll(
      /\{errorType:\s*['"]([A-Z_0-9]+)['"],\s*description:\s*['"](.*?)['"](?:,\s*additionalInfo:\s*(['"])(.*?)\3)?\s*\}/gs,
    ),
  ].map(([, rule = "", description = "", , info = ""]) => ({
    rule,
    path: pathIn(description),
    message: info === "" ? description : `${description} (${info})`,
  }));
  const version = /\{oldSchemaVersion:\s*(\d+)\}/.exec(message)?.[1];
  // Since 7.4 it stands behind `validateFields: 'false', `. The last one counts: the old schema's text comes before it.
  const level = [...message.matchAll(/[{,]\s*compatibility:\s*['"]?([A-Z_]+)['"]?\}/g)].at(-1)?.[1];
  return {
    issues: issues.length > 0 || message === "" ? issues : [{ path: "", rule: "", message }],
    level,
    version: version === undefined ? undefined : Number(version),
  };
}

/** The descriptions name the place as `at path '/fields/1'` or `(path '/fields/1')`. */
function pathIn(description: string): string {
  return /\b(?:at|path) ['"]([^'"]*)['"]/.exec(description)?.[1] ?? "";
}
