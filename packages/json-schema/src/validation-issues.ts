import { describeValue, type ValueIssue } from "@magicbyte/registry/serde";
import type { AjvError } from "./ajv-instance.js";
import { memberPath } from "./value-path.js";

/** Values are shown by opt-in, and then not in full: they end up in logs. */
const MAX_SHOWN = 100;
/** A message of which nothing fits would have as many issues as values. */
const MAX_ISSUES = 1_000;

/** What Ajv complains of, as places in the value, with what was expected there. */
export function validationIssues(root: unknown, errors: readonly AjvError[], showValues: boolean): ValueIssue[] {
  const issues = new Map<string, ValueIssue>();
  for (const error of errors) {
    if (issues.size === MAX_ISSUES) break;
    if (isSummary(error, errors)) continue;
    const { path, value } = placeOf(root, error);
    const expected = expectation(error);
    const actual = showValues ? `${describeValue(value)} ${shown(value)}` : describeValue(value);
    // The types of alternatives are one expectation: string or null.
    const key = error.keyword === "type" ? `type ${path}` : `${expected} ${path}`;
    const known = issues.get(key);
    if (known === undefined) issues.set(key, { path, expected, actual });
    else if (!known.expected.split(" or ").includes(expected)) {
      issues.set(key, { ...known, expected: `${known.expected} or ${expected}` });
    }
  }
  return [...issues.values()];
}

/** That none of the alternatives fits is said by what is wrong with each of them. */
function isSummary({ keyword, instancePath, schemaPath }: AjvError, errors: readonly AjvError[]): boolean {
  if (keyword === "if") return true;
  if (keyword !== "anyOf" && keyword !== "oneOf") return false;
  return errors.some((other) => other.schemaPath !== schemaPath && other.instancePath.startsWith(instancePath));
}

function placeOf(root: unknown, { keyword, instancePath, params }: AjvError): { path: string; value: unknown } {
  let path = "";
  let value = root;
  const step = (name: string) => {
    path = memberPath(path, Array.isArray(value) ? Number(name) : name);
    value = memberOf(value, name);
  };
  for (const token of instancePath.split("/").slice(1)) step(token.replaceAll("~1", "/").replaceAll("~0", "~"));
  const member =
    keyword === "required" || keyword === "dependencies" || keyword === "dependentRequired"
      ? params["missingProperty"]
      : (params["additionalProperty"] ?? params["unevaluatedProperty"]);
  if (typeof member === "string") step(member);
  return { path, value };
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return value[name as keyof typeof value];
}

/** What the schema wants, in words that speak of the schema alone: Ajv's own messages are for those who see the value. */
function expectation({ keyword, params, schema, message }: AjvError): string {
  const limit = params["limit"];
  switch (keyword) {
    case "type":
      return String(params["type"]).split(",").join(" or ");
    case "required":
    case "dependencies":
    case "dependentRequired":
      return "a value";
    case "additionalProperties":
    case "unevaluatedProperties":
    case "false schema":
      return "nothing";
    case "enum":
      return `one of ${shown(params["allowedValues"])}`;
    case "const":
      return shown(params["allowedValue"]);
    case "format":
      return String(params["format"]);
    case "pattern":
      return `a match of ${String(params["pattern"])}`;
    case "minLength":
      return `at least ${limit} characters`;
    case "maxLength":
      return `at most ${limit} characters`;
    case "minItems":
      return `at least ${limit} items`;
    case "maxItems":
    case "items":
    case "additionalItems":
    case "unevaluatedItems":
      return `at most ${limit ?? params["len"]} items`;
    case "minProperties":
      return `at least ${limit} properties`;
    case "maxProperties":
      return `at most ${limit} properties`;
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return `${params["comparison"]} ${limit}`;
    case "multipleOf":
      return `a multiple of ${params["multipleOf"]}`;
    case "uniqueItems":
      return `items that differ (${params["j"]} and ${params["i"]} do not)`;
    case "contains":
      return `at least ${params["minContains"]} items of a kind`;
    case "propertyNames":
      return "other names of properties";
    case "not":
      return `something else than ${shown(schema)}`;
    case "anyOf":
    case "oneOf":
      return params["passingSchemas"] === null || params["passingSchemas"] === undefined
        ? `one of the alternatives of ${keyword}`
        : "one alternative of oneOf, and not several";
    default:
      return message ?? `what ${keyword} says`;
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
