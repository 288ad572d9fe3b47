import type { CodeTemplate, KeywordContext, KeywordHost } from "./keyword-code.js";
import { NOT_PLAIN, plainnessOf } from "./plain-value.js";

type Schema = { [keyword: string]: unknown };

// Names that no schema has.
const OBJECT = "magicbyte:plainObject";
const ARRAY = "magicbyte:plainArray";
const VALUE = "magicbyte:plainValue";

/**
 * Adds checks to a schema, of which it must be the only owner, so that whatever passes it is plain JSON (see
 * plain-value.ts), but for properties that are undefined. To look at all of a value besides validating it would cost a
 * tenth of writing it; most of that is proven by validation: what must be a string is plain. What is left are
 * prototypes, and the members that the schema does not speak of.
 *
 * A value that fails may be valid all the same. It holds for schemas in which each keyword only narrows what its
 * parent takes: not for `not`, `oneOf` or `if`.
 */
export function provePlain(root: unknown): unknown {
  const done = new Set<unknown>();

  function prove(schema: unknown): unknown {
    if (schema === false) return false;
    if (!isObject(schema) || ("$id" in schema && schema !== root)) return lookAtAll(schema);
    if (done.has(schema)) return schema;
    done.add(schema);
    if (typeof schema["$ref"] === "string") {
      const target = targetOf(root, schema["$ref"]);
      if (!isObject(target) || "$id" in target) return lookAtAll(schema);
      prove(target);
      return schema;
    }
    if (isScalarChoice(schema)) return schema;
    const types = typesOf(schema);
    if (types === undefined) return lookAtAll(schema);
    if (types.includes("object") && !proveObject(schema)) return lookAtAll(schema);
    if (types.includes("array") && !proveArray(schema)) return lookAtAll(schema);
    return schema;
  }

  function proveObject(schema: Schema): boolean {
    const { properties = {}, required, additionalProperties, patternProperties } = schema;
    if (patternProperties !== undefined || !isObject(properties)) return false;
    for (const [name, property] of Object.entries(properties)) properties[name] = prove(property);
    const isOpen = additionalProperties === undefined || additionalProperties === true;
    if (!isOpen) schema["additionalProperties"] = prove(additionalProperties);
    const sure = Array.isArray(required) ? required.filter((name) => Object.hasOwn(properties, name)) : [];
    const maybe = Object.keys(properties).filter((name) => !sure.includes(name));
    schema[OBJECT] = { isOpen, sure: new Set(sure).size, maybe } satisfies Members;
    return true;
  }

  function proveArray(schema: Schema): boolean {
    if (!isObject(schema["items"]) || "prefixItems" in schema) return false;
    schema["items"] = prove(schema["items"]);
    schema[ARRAY] = true;
    return true;
  }

  return prove(root);
}

/** What there may be in an object: how many declared members for sure, and which others of them. */
type Members = { readonly isOpen: boolean; readonly sure: number; readonly maybe: readonly string[] };

/**
 * Teaches an Ajv the checks that {@link provePlain} adds. Where they stand among the other keywords matters: behind
 * `required`, whose look at the members tells the engine the prototype, so that the question costs nothing; and before
 * `propertyNames`, since Ajv leaves out what comes after it where there are no names.
 */
export function addPlainKeywords(ajv: KeywordHost, _: CodeTemplate): void {
  ajv.addKeyword({
    keyword: OBJECT,
    type: "object",
    before: "propertyNames",
    code(context: KeywordContext) {
      const { data, gen } = context;
      const { isOpen, sure, maybe } = context.schema as Members;
      context.fail(_`Object.getPrototypeOf(${data}) !== Object.prototype`);
      if (!isOpen) return;
      // Members that are not declared are looked at only where there are more than those that are.
      const others = gen.let("others", _`${-sure}`);
      gen.forIn("key", data, () => gen.code(_`${others}++`));
      for (const name of maybe) gen.code(_`if (${data}[${name}] !== undefined) ${others}--;`);
      const isPlain = gen.scopeValue("func", { ref: isPlainValue });
      context.fail(_`${others} !== 0 && !${isPlain}(${data})`);
    },
  });
  ajv.addKeyword({
    keyword: ARRAY,
    type: "array",
    before: "maxItems",
    code: (context: KeywordContext) => context.fail(_`${context.data}.toJSON !== undefined`),
  });
  ajv.addKeyword({
    keyword: VALUE,
    code(context: KeywordContext) {
      context.fail(_`!${context.gen.scopeValue("func", { ref: isPlainValue })}(${context.data})`);
    },
  });
}

function isPlainValue(value: unknown): boolean {
  return plainnessOf(value) !== NOT_PLAIN;
}

function lookAtAll(schema: unknown): unknown {
  if (!isObject(schema)) return { [VALUE]: true };
  schema[VALUE] = true;
  return schema;
}

function isScalarChoice(schema: Schema): boolean {
  const values = "const" in schema ? [schema["const"]] : schema["enum"];
  return Array.isArray(values) && values.every((value) => typeof value !== "object" || value === null);
}

function typesOf(schema: Schema): readonly unknown[] | undefined {
  const { type } = schema;
  if (type === undefined) return undefined;
  return Array.isArray(type) ? type : [type];
}

/** The place that a local reference names. */
function targetOf(root: unknown, ref: string): unknown {
  if (ref === "#") return root;
  if (!ref.startsWith("#/")) return undefined;
  let place: unknown = root;
  for (const step of decodeURIComponent(ref.slice(2)).split("/")) {
    if (!isObject(place)) return undefined;
    place = place[step.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return place;
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
