/** An interception that was asked for, be it of the registry or of the broker. */
export type Interception = {
  /** How many requests it has met. */
  readonly hits: number;
  /** Lets requests through again. */
  remove(): void;
  /** `using` removes it at the end of the block. */
  [Symbol.dispose](): void;
};
