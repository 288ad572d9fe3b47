import type { AjvInstance } from "./ajv-instance.js";
import type { JsonSchemaDraft } from "./draft.js";

/** How values are validated. */
export type ValidationOptions = {
  /**
   * The draft of schemas that have no `$schema`.
   * @default "draft-07", as in the registry
   */
  readonly draft?: JsonSchemaDraft | undefined;
  /**
   * Whether values must be as `format` says. Formats that nobody knows are not looked at.
   * @default true
   */
  readonly formats?: boolean | undefined;
  /**
   * An Ajv of your own, with your keywords and formats, or a function that makes one for each schema. It says
   * itself which draft it is for, how strict it is, and whether it looks for all errors. Where it fills in defaults,
   * coerces types or removes properties, it does so in copies.
   * @default one that this package makes for each schema
   */
  readonly ajv?: AjvInstance | (() => AjvInstance) | undefined;
  /**
   * Whether errors show the values that do not fit, and not just their types and lengths. They end up in logs.
   * @default false
   */
  readonly errorValues?: boolean | undefined;
};

/** The same, with nothing left out. */
export type ValidationSettings = {
  readonly draft: JsonSchemaDraft;
  readonly formats: boolean;
  readonly ajv: ValidationOptions["ajv"];
  readonly errorValues: boolean;
};

/** Fills the defaults in. */
export function validationSettings(options: ValidationOptions): ValidationSettings {
  const { draft = "draft-07", formats = true, ajv, errorValues = false } = options;
  return { draft, formats, ajv, errorValues };
}
