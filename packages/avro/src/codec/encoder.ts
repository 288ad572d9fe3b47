import { type Encoder, SerializationError } from "@magicbyte/registry/serde";
import { WriteTap } from "../tap/write-tap.js";
import { createIssues } from "./issues.js";
import { Misfit, type Node } from "./node.js";
import { isStackOverflow } from "./stack-overflow.js";

/** An encoder over the node that writes. */
export function createEncoder<In>(node: Node, showValues: boolean): Encoder<In> {
  // Taken away while in use: a getter of a value may write another message.
  let idle: WriteTap | undefined = new WriteTap();

  function encode(value: In, target: Buffer, offset: number): number {
    const tap = idle ?? new WriteTap();
    idle = undefined;
    tap.open(target, offset);
    let pos: number;
    try {
      node._write(tap, value);
      pos = tap.pos;
    } catch (error) {
      throw writeError(error, value);
    } finally {
      tap.close();
      idle = tap;
    }
    return pos <= target.length ? pos : target.length - pos;
  }

  function writeError(error: unknown, value: In): SerializationError {
    if (isStackOverflow(error)) {
      return new SerializationError("the value refers to itself, or is nested too deeply to be written");
    }
    const issues = createIssues(showValues);
    try {
      node.findIssues(value, "", issues);
    } catch (cause) {
      return new SerializationError("the value could not be looked at: one of its getters failed", { cause });
    }
    // Our own error says nothing that the issues do not say, and others' are the reason: a getter, a logical type.
    const cause = error instanceof Misfit || error instanceof TypeError ? undefined : error;
    if (issues.found.length === 0) issues.add("", node.expects, value);
    return SerializationError.forIssues(issues.found, cause);
  }

  return { encode };
}
