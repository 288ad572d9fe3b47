/**
 * What is needed of an Ajv, whichever of its classes it is of: `new Ajv()`, `new Ajv2020()`, with formats and keywords
 * of yours.
 */
export type AjvInstance = {
  compile(schema: object | boolean): AjvValidate;
  addSchema(schema: object | boolean, key?: string): unknown;
  removeSchema(schema: object | boolean | string): unknown;
  readonly schemas: { readonly [key: string]: unknown };
  readonly refs: { readonly [ref: string]: unknown };
  readonly opts: {
    readonly uriResolver: { resolve(base: string, ref: string): string };
    readonly useDefaults?: unknown;
    readonly coerceTypes?: unknown;
    readonly removeAdditional?: unknown;
  };
};

/** A compiled schema. */
export type AjvValidate = {
  (value: unknown): unknown;
  errors?: readonly AjvError[] | null | undefined;
};

/** One complaint of Ajv. */
export type AjvError = {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: { readonly [name: string]: unknown };
  readonly message?: string | undefined;
  /** The value of the keyword, with Ajv's option `verbose`. */
  readonly schema?: unknown;
};
