/** How Ajv writes code: a tagged template, whose values are code or quoted. */
export type CodeTemplate = (strings: TemplateStringsArray, ...values: readonly unknown[]) => unknown;

/** What a keyword is given to write its code: Ajv's KeywordCxt, as far as it is used here. */
export type KeywordContext = {
  readonly data: unknown;
  readonly schema: unknown;
  readonly gen: {
    let(prefix: string, value: unknown): unknown;
    forIn(prefix: string, object: unknown, body: (key: unknown) => void): unknown;
    code(code: unknown): unknown;
    scopeValue(prefix: "func", value: { readonly ref: unknown }): unknown;
  };
  fail(condition: unknown): void;
};

/** Where keywords are added: an Ajv of this package's own. */
export type KeywordHost = { addKeyword(definition: object): unknown; removeKeyword(keyword: string): unknown };
