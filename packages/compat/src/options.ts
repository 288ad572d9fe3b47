/** The texts of the schemas that a schema references, by the name by which it does so; transitive ones too. */
export type References = Readonly<Record<string, string>>;

/** How a schema is parsed. */
export type ParseOptions = {
  readonly references?: References | undefined;
  /**
   * Whether it must be valid as a new registration: names, defaults, resolvable references. Schemas that are
   * registered already are read more leniently.
   * @default true
   */
  readonly strict?: boolean | undefined;
};

/** How two schemas are compared. */
export type CompareOptions = {
  /** What the original references. */
  readonly originalReferences?: References | undefined;
  /** What the update references. */
  readonly updateReferences?: References | undefined;
};
