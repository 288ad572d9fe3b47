import { UsageError, type ValueIssue } from "@magicbyte/registry/serde";
import { type CompiledForm, compileSchema } from "./compile-schema.js";
import type { Purpose } from "./create-ajv.js";
import { PLAIN, plainnessOf } from "./plain-value.js";
import { countsUndefined, identityOf, namesMembersOfObject, type SchemaSource } from "./schema-set.js";
import { validationIssues } from "./validation-issues.js";
import type { ValidationSettings } from "./validation-settings.js";

/** Whether a value is fine. */
export type Check = (value: unknown) => boolean;

/** A schema, each of whose forms is compiled when it is first asked for, and kept. */
export type CompiledSchema = {
  /** Whether a JSON value fits. @throws UsageError when the schema does not compile */
  fits(): Check;
  /**
   * Whether a value fits and is written by JSON.stringify as what it is. When it says no, that is no verdict: look at
   * a copy. @throws UsageError when the schema does not compile
   */
  fitsAsWritten(): Check;
  /** All that is wrong with a JSON value which does not fit. */
  issuesOf(value: unknown): readonly ValueIssue[];
};

/** Compiled schemas by their texts: what is prepared for many topics is compiled once. */
export type SchemaCache = (source: SchemaSource) => CompiledSchema;

/** Enough for the versions of a schema, and for the schemas of a topic; memory has an end even for those who invent more. */
const MAX_SCHEMAS = 1_000;

/** Makes a cache. What belongs to a typed schema, or to a format, is compiled with the same settings. */
export function createSchemaCache(settings: ValidationSettings): SchemaCache {
  const schemas = new Map<string, CompiledSchema>();
  return (source) => {
    const identity = identityOf(source);
    let compiled = schemas.get(identity);
    if (compiled === undefined) {
      compiled = createCompiledSchema(source, settings);
      if (schemas.size === MAX_SCHEMAS) schemas.delete(schemas.keys().next().value ?? "");
      schemas.set(identity, compiled);
    }
    return compiled;
  };
}

function createCompiledSchema(source: SchemaSource, settings: ValidationSettings): CompiledSchema {
  const forms = new Map<Purpose, CompiledForm>();
  function form(purpose: Purpose): CompiledForm {
    let found = forms.get(purpose);
    if (found === undefined) {
      found = compileSchema(source, settings, purpose);
      forms.set(purpose, found);
    }
    return found;
  }

  // An Ajv of the user's has one form for everything.
  const isOwn = settings.ajv === undefined;
  const fits = () => synchronous(form("fast"));
  return {
    fits,
    fitsAsWritten() {
      if (isOwn && !countsUndefined(source) && !namesMembersOfObject(source)) return synchronous(form("plain"));
      const check = fits();
      if (form("fast").changesValues) return () => false;
      return (value) => plainnessOf(value) === PLAIN && check(value);
    },
    issuesOf(value) {
      const { validate } = form(isOwn ? "errors" : "fast");
      if (validate(value) === true) return [];
      return validationIssues(value, validate.errors ?? [], settings.errorValues);
    },
  };
}

function synchronous({ validate }: CompiledForm): Check {
  if ((validate as { readonly $async?: unknown }).$async === true) {
    throw new UsageError("the JSON Schema is asynchronous ($async), and messages are validated synchronously");
  }
  return validate as Check;
}
