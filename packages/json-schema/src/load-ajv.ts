import { createRequire } from "node:module";
import { UsageError } from "@magicbyte/registry/serde";
import type { AjvInstance } from "./ajv-instance.js";
import type { JsonSchemaDraft } from "./draft.js";
import type { CodeTemplate, KeywordHost } from "./keyword-code.js";

/** An Ajv that this package made: its keywords may be changed. */
export type OwnAjv = AjvInstance & KeywordHost;

/** Resolves URIs, and takes them apart. */
export type UriResolver = AjvInstance["opts"]["uriResolver"];

type AjvClass = new (options: object) => OwnAjv;

// Loaded when the first schema is compiled, and of Ajv's classes only the one of its draft: importing this package
// costs next to nothing, and whoever reads without validation never loads Ajv. Compiling is synchronous, hence no
// import(). Bundled as CommonJS this has no import.meta.
const require = createRequire(typeof __filename === "string" ? __filename : import.meta.url);

/** Ajv's class for a draft. */
export function loadAjv(draft: JsonSchemaDraft): AjvClass {
  return loaded<Default<AjvClass>>(() => {
    switch (draft) {
      case "draft-04":
        return require("ajv-draft-04");
      case "2019-09":
        return require("ajv/dist/2019.js");
      case "2020-12":
        return require("ajv/dist/2020.js");
      default:
        return require("ajv");
    }
  }).default;
}

/** What adds JSON Schema's formats to an Ajv. */
export function loadFormats(): (ajv: OwnAjv) => unknown {
  return loaded<Default<(ajv: OwnAjv) => unknown>>(() => require("ajv-formats")).default;
}

/** How Ajv resolves URIs. */
export function loadUriResolver(): UriResolver {
  return loaded<Default<UriResolver>>(() => require("ajv/dist/runtime/uri.js")).default;
}

/** Ajv's template for code. */
export function loadCodeTemplate(): CodeTemplate {
  return loaded<{ readonly _: CodeTemplate }>(() => require("ajv"))._;
}

type Default<T> = { readonly default: T };

function loaded<T>(load: () => unknown): T {
  try {
    return load() as T;
  } catch (cause) {
    throw new UsageError(
      "Ajv cannot be loaded: let your bundler leave @magicbyte/json-schema out (as an external package), or pass an instance as `ajv`",
      { cause },
    );
  }
}
