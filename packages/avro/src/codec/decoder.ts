import { type Decoder, DeserializationError } from "@magicbyte/registry/serde";
import type { Model } from "../schema/model.js";
import { ReadProblem } from "../tap/read-problem.js";
import { ReadTap } from "../tap/read-tap.js";
import { pathAt } from "./locate.js";
import type { Node } from "./node.js";
import { isStackOverflow } from "./stack-overflow.js";

/** What to do with bytes that stand behind a value. */
export type TrailingBytes = "ignore" | "error";

/** A decoder of what was written with `writer`, over the node that reads it. */
export function createDecoder<Out>(node: Node, writer: Model, trailingBytes: TrailingBytes): Decoder<Out> {
  const strict = trailingBytes === "error";
  // Taken away while in use: a logical type of the user's may decode another message.
  let idle: ReadTap | undefined = new ReadTap();

  function decode(bytes: Buffer, offset: number): Out {
    const tap = idle ?? new ReadTap();
    idle = undefined;
    tap.open(bytes, offset);
    try {
      const value = node._read(tap) as Out;
      if (strict && tap.pos < tap.end) tap.fail(`${tap.end - tap.pos} bytes stand behind the value`);
      return value;
    } catch (error) {
      throw readError(error, writer, bytes, offset);
    } finally {
      tap.close();
      idle = tap;
    }
  }

  return { decode };
}

function readError(error: unknown, writer: Model, bytes: Buffer, offset: number): unknown {
  if (error instanceof ReadProblem) {
    const path = pathAt(writer, bytes, offset, error.position);
    return new DeserializationError(`${path === "" ? "" : `${path}: `}${error.message}`);
  }
  if (isStackOverflow(error)) {
    return new DeserializationError("the value is nested too deeply to be read", { cause: error });
  }
  return error;
}
