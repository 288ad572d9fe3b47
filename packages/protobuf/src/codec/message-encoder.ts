import { type Encoder, SerializationError } from "@magicbyte/registry/serde";
import { ByteWriter } from "./byte-writer.js";
import type { MessagePlan } from "./message-plan.js";
import type { MessageWriter } from "./message-writer.js";
import { Misfit } from "./misfit.js";
import { isStackOverflow } from "./stack-overflow.js";
import { findIssues } from "./value-issues.js";

/** An encoder of messages, in front of which `frameSuffix` stands. */
export function messageEncoder(
  plan: MessagePlan,
  write: MessageWriter,
  frameSuffix: Uint8Array,
  showValues: boolean,
): Encoder<unknown> {
  // Taken away while in use: a getter of a value may write another message.
  let idle: ByteWriter | undefined = new ByteWriter();

  function encode(value: unknown, target: Buffer, offset: number): number {
    const writer = idle ?? new ByteWriter();
    idle = undefined;
    writer.open(target, offset);
    try {
      write(writer, value);
    } catch (error) {
      throw writeError(error, value);
    } finally {
      idle = writer;
    }
    return writer.result();
  }

  function writeError(error: unknown, value: unknown): SerializationError {
    if (isStackOverflow(error)) {
      return new SerializationError("the message contains itself, or is nested too deeply to be written");
    }
    try {
      const issues = findIssues(plan, value, showValues);
      // Our own error says nothing that the issues do not say; others' are the reason: a getter that throws.
      if (issues.length > 0) return SerializationError.forIssues(issues, error instanceof Misfit ? undefined : error);
    } catch (cause) {
      return new SerializationError("the message could not be looked at: one of its getters failed", { cause });
    }
    return new SerializationError("the message could not be written", { cause: error });
  }

  return { frameSuffix, encode };
}
