import { type Decoder, DeserializationError, describeIssues } from "@magicbyte/registry/serde";
import type { CompiledSchema } from "./compiled-schema.js";
import { parseJson, payloadText } from "./json-text.js";
import { lossyIntegerAt } from "./lossy-integer.js";

/** How payloads are read. */
export type ReadingOptions = {
  /**
   * What becomes of integers beyond 2^53, of which a number cannot hold all digits: `"round"`, as JSON.parse does, or
   * `"error"`, which costs a look at the text.
   * @default "round"
   */
  readonly largeIntegers?: "round" | "error" | undefined;
};

/** Reads JSON, and refuses what does not fit the schema. Without one any JSON is read. */
export function jsonDecoder(schema: CompiledSchema | undefined, { largeIntegers }: ReadingOptions): Decoder<unknown> {
  function read(bytes: Buffer, offset: number): unknown {
    const text = payloadText(bytes, offset);
    if (largeIntegers === "error") refuseLossyIntegers(text);
    return parseJson(text);
  }

  if (schema === undefined) return { decode: read };
  const fits = schema.fits();
  return {
    decode(bytes, offset) {
      const value = read(bytes, offset);
      try {
        if (fits(value)) return value;
      } catch (cause) {
        throw new DeserializationError("the value is nested too deeply to be validated", { cause });
      }
      const issues = schema.issuesOf(value);
      throw new DeserializationError(`the value does not fit the schema: ${describeIssues(issues)}`, { issues });
    },
  };
}

function refuseLossyIntegers(text: string): void {
  const position = lossyIntegerAt(text);
  if (position === undefined) return;
  throw new DeserializationError(
    `the integer at character ${position} has more digits than a number holds: let its writer use a string, or accept rounding (largeIntegers: "round")`,
  );
}
