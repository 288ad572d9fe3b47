import { type Encoder, SerializationError } from "@magicbyte/registry/serde";
import type { CompiledSchema } from "./compiled-schema.js";
import { jsonCopy } from "./json-copy.js";

/** A text that did not fit a target. */
type KeptText = { readonly value: unknown; readonly text: string; readonly room: number };

/** Up to here it takes longer to ask how many bytes a text has than to encode it. */
const SHORT_TEXT = 512;

/** Writes values as JSON, if they fit the schema. Without one, any value, as JSON.stringify does. */
export function jsonEncoder(schema: CompiledSchema | undefined): Encoder<unknown> {
  const textOf = schema === undefined ? textOfAny : validatingText(schema);
  // After a target that was too short comes the same value with a larger one: its text need not be made again. It is
  // forgotten when the current job ends, so that it is never taken for the text of what the value is later.
  let kept: KeptText | undefined;
  const forget = () => {
    kept = undefined;
  };

  return {
    encode(value, target, offset) {
      const room = target.length - offset;
      const text = kept !== undefined && kept.value === value && kept.room < room ? kept.text : textOf(value);
      kept = undefined;
      // A short text is encoded at once where it fits in any case: no character needs more than three bytes.
      if (text.length <= SHORT_TEXT && 3 * text.length <= room) return offset + target.write(text, offset);
      const length = Buffer.byteLength(text);
      if (length > room) {
        kept = { value, text, room };
        queueMicrotask(forget);
        return room - length;
      }
      // With as many bytes as characters it is all ASCII, which is faster to copy than to encode.
      target.write(text, offset, length, length === text.length ? "latin1" : "utf8");
      return offset + length;
    },
  };
}

function textOfAny(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    const { issues } = jsonCopy(value);
    throw issues.length === 0 ? cause : SerializationError.forIssues(issues, cause);
  }
  // What JSON has no place for at all: undefined, a function, a symbol.
  if (text === undefined) throw SerializationError.forIssues(jsonCopy(value).issues);
  return text;
}

function validatingText(schema: CompiledSchema): (value: unknown) => string {
  const fitsAsWritten = schema.fitsAsWritten();

  function isWrittenAsIs(value: unknown): boolean {
    try {
      return fitsAsWritten(value);
    } catch (error) {
      // It contains itself, or is nested too deeply: the copy says which, and where.
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  /** What is validated is what is written, whatever the value writes itself as. */
  function textOfCopy(value: unknown): string {
    const { value: copy, issues, raw } = jsonCopy(value);
    if (issues.length > 0) throw SerializationError.forIssues(issues);
    if (!schema.fits()(copy)) throw SerializationError.forIssues(schema.issuesOf(copy));
    return JSON.stringify(raw ? value : copy);
  }

  return (value) => (isWrittenAsIs(value) ? JSON.stringify(value) : textOfCopy(value));
}
