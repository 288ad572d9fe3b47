import type { StoredSchema } from "../client/schema-types.js";
import type { MessageHeaders, MessagePart } from "../wire/headers.js";

/** The schema for which a step is asked what it does. */
export type StepContext = {
  /** The schema of the messages, with its metadata and rules. */
  readonly schema: StoredSchema;
  readonly part: MessagePart;
  /** When writing: where to. */
  readonly subject: string | undefined;
  readonly topic: string | undefined;
};

/** What a step does to the messages of one schema. */
export type StepActions = {
  /** Whether one of the two may give a promise. `encode` and `decode` then refuse to work; the others wait. */
  readonly async?: boolean | undefined;
  /** Stands between value and codec. Gives the value to go on with, and leaves the given one as it is. */
  value?(value: unknown, headers: MessageHeaders | undefined): unknown;
  /** Stands between codec and frame. Gives the payload to go on with. */
  payload?(payload: Buffer, headers: MessageHeaders | undefined): Buffer | Promise<Buffer>;
};

/**
 * Something done to messages on their way: checked, transformed, encrypted. Steps run in the order of the list when
 * writing, and in the opposite order when reading.
 */
export type Step = {
  readonly name: string;
  /** The types of rules (`CEL`, `ENCRYPT` ...) that this step runs, so that they do not count as neglected. */
  readonly ruleTypes?: readonly string[] | undefined;
  /** What it does when messages of a schema are written. Asked once for a schema; undefined: nothing. */
  forWriting?(context: StepContext): StepActions | undefined;
  /** What it does when messages of a schema are read. Asked once for a schema; undefined: nothing. */
  forReading?(context: StepContext): StepActions | undefined;
};

/** The actions of all steps for one schema, in the order in which they run. */
export type StepChain = {
  readonly async: boolean;
  readonly values: readonly NonNullable<StepActions["value"]>[];
  readonly payloads: readonly NonNullable<StepActions["payload"]>[];
};

/** The chain for writing messages of a schema; undefined when no step does anything. */
export function writeChain(steps: readonly Step[], context: StepContext): StepChain | undefined {
  return chain(steps.map((step) => step.forWriting?.(context)));
}

/** The chain for reading messages of a schema; undefined when no step does anything. */
export function readChain(steps: readonly Step[], context: StepContext): StepChain | undefined {
  return chain(steps.map((step) => step.forReading?.(context)).reverse());
}

function chain(all: readonly (StepActions | undefined)[]): StepChain | undefined {
  const actions = all.filter((action) => action !== undefined);
  if (actions.length === 0) return undefined;
  return {
    async: actions.some((action) => action.async === true),
    values: actions.flatMap((action) => (action.value === undefined ? [] : [action.value.bind(action)])),
    payloads: actions.flatMap((action) => (action.payload === undefined ? [] : [action.payload.bind(action)])),
  };
}

/** Runs functions one after the other, each on what the one before gave; a promise only where one of them gives one. */
export function runInTurn<T>(
  functions: readonly ((value: T, headers: MessageHeaders | undefined) => T | Promise<T>)[],
  start: T,
  headers: MessageHeaders | undefined,
): T | Promise<T> {
  let value: T | Promise<T> = start;
  for (const run of functions) {
    value = value instanceof Promise ? value.then((settled) => run(settled, headers)) : run(value, headers);
  }
  return value;
}
