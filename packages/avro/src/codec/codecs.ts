import {
  type Decoder,
  DeserializationError,
  type Encoder,
  type ResolvedSchema,
  UsageError,
} from "@magicbyte/registry/serde";
import type { AvroOptions } from "../avro-options.js";
import type { Model } from "../schema/model.js";
import type { ParseSettings } from "../schema/parse-settings.js";
import { parseResolved } from "../schema/references.js";
import { sameModel } from "../schema/same-model.js";
import { SchemaProblem } from "../schema/schema-problem.js";
import { type Compiler, createCompiler } from "./compile.js";
import { createDecoder } from "./decoder.js";
import { createEncoder } from "./encoder.js";
import type { Node } from "./node.js";
import { projectModels } from "./project.js";
import { resolveModels } from "./resolve.js";

/** The codecs of one schema. */
export type Codecs = {
  encoder(writer: ResolvedSchema): Encoder<never>;
  decoder(writer: ResolvedSchema): Decoder<unknown>;
};

/** Beyond this somebody makes up schemas, and what is compiled is no longer kept. */
const MAX_WRITERS = 256;
/** How many reasons an error lists. */
const LISTED = 5;

/** Compiles codecs, once for each writer's schema: the same one is asked for by every serializer and deserializer. */
export function createCodecs(text: string, own: Model, options: AvroOptions): Codecs {
  const { logicalTypes = {}, trailingBytes = "ignore", unknownFields = "error", showValues = false } = options;
  const knownOnly = unknownFields === "error";
  const writerSettings: ParseSettings = { long: "number", logicalTypes, strict: false };
  const encoders = new Map<string, Encoder<never>>();
  const decoders = new Map<string, Decoder<unknown>>();
  let compiler: Compiler | undefined;

  /** Compiled when it is first used: a program may define many more schemas than it uses. */
  function ours(): Compiler {
    compiler ??= createCompiler(own, { knownOnly, strictDefaults: true });
    return compiler;
  }

  function parse(writer: ResolvedSchema): Model {
    const alone = options.references === undefined && writer.dependencies.length === 0;
    if (alone && writer.schema === text) return own;
    const parsed = parseResolved(writer, writerSettings);
    return sameModel(own, parsed) ? own : parsed;
  }

  function makeEncoder(writer: ResolvedSchema): Encoder<never> {
    const theirs = parse(writer);
    return createEncoder(theirs === own ? ours().root() : projected(theirs, writer), showValues);
  }

  function projected(theirs: Model, writer: ResolvedSchema): Node {
    const others = createCompiler(theirs, { knownOnly: false, strictDefaults: false });
    const { node, problems } = projectModels(own, theirs, ours(), others, knownOnly);
    if (problems.length > 0) {
      throw new SchemaProblem(`values of this schema cannot be written with ${nameOf(writer)}: ${list(problems)}`);
    }
    return node;
  }

  function makeDecoder(writer: ResolvedSchema): Decoder<unknown> {
    const theirs = parse(writer);
    if (theirs === own) return createDecoder(ours().root(), own, trailingBytes);
    const writers = createCompiler(theirs, { knownOnly: false, strictDefaults: false });
    const { node, problems } = resolveModels(own, theirs, ours(), writers);
    if (problems.length > 0) {
      throw new SchemaProblem(`what was written with ${nameOf(writer)} cannot be read: ${list(problems)}`);
    }
    return createDecoder(node, theirs, trailingBytes);
  }

  return {
    encoder: (writer) => asProblemOf(UsageError, () => remembered(encoders, writer, makeEncoder)),
    decoder: (writer) => asProblemOf(DeserializationError, () => remembered(decoders, writer, makeDecoder)),
  };
}

function remembered<T>(known: Map<string, T>, writer: ResolvedSchema, make: (writer: ResolvedSchema) => T): T {
  const key = [writer.schema, ...writer.dependencies.map(({ schema }) => schema)].join("\n");
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make(writer);
  if (known.size < MAX_WRITERS) known.set(key, made);
  return made;
}

/** Gives what is wrong with a schema as the error of whoever asked for it. */
export function asProblemOf<T>(ErrorClass: new (message: string) => Error, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SchemaProblem) throw new ErrorClass(error.message);
    if (error instanceof SyntaxError) throw new ErrorClass(`the schema is no JSON: ${error.message}`);
    throw error;
  }
}

function nameOf({ subject, version, id }: ResolvedSchema): string {
  const where = subject === undefined ? "" : ` (${subject}${version === undefined ? "" : `/${version}`})`;
  return id === undefined ? `the registry's schema${where}` : `schema ${id}${where}`;
}

function list(problems: readonly string[]): string {
  const more = problems.length > LISTED ? `; and ${problems.length - LISTED} more` : "";
  return problems.slice(0, LISTED).join("; ") + more;
}
