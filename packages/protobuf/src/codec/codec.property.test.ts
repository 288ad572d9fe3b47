import { create, type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { DeserializationError } from "@magicbyte/registry/serde";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainMessage } from "../../test/arbitrary-message.js";
import { messages } from "../../test/messages.js";
import { messageDecoder } from "./message-decoder.js";
import { messageEncoder } from "./message-encoder.js";
import { planMessage } from "./message-plan.js";
import { compileMessageWriter } from "./message-writer.js";

function encoderOf(desc: DescMessage) {
  const plan = planMessage(desc);
  return messageEncoder(plan, compileMessageWriter(plan, true), Uint8Array.of(0), false);
}

/** What an encoder writes behind some bytes of somebody else. */
function written(desc: DescMessage, value: unknown): Buffer {
  const encoder = encoderOf(desc);
  const missing = 7 - encoder.encode(value, Buffer.alloc(7), 7);
  const target = Buffer.alloc(missing === 0 ? 10 : missing + 3, 0xee);
  const end = encoder.encode(value, target, 7);
  expect(target.subarray(0, 7).equals(Buffer.alloc(7, 0xee))).toBe(true);
  expect(target.subarray(end).equals(Buffer.alloc(3, 0xee))).toBe(true);
  return target.subarray(7, end);
}

function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const member of Object.values(value)) freeze(member);
  return Object.freeze(value);
}

describe.each(messages)("%s", (_, desc) => {
  const plain = plainMessage(desc);
  const bytes = plain.map((value) => toBinary(desc, create(desc, value)));

  it("is written byte for byte as protobuf-es writes it, and nothing is changed", () => {
    fc.assert(
      fc.property(plain, (value) => {
        const message = create(desc, structuredClone(value));
        const expected = Buffer.from(toBinary(desc, message)).toString("hex");
        expect(written(desc, message).toString("hex")).toBe(expected);
        expect(written(desc, freeze(value)).toString("hex")).toBe(expected);
      }),
    );
  });

  it("comes back as it was", () => {
    fc.assert(
      fc.property(plain, (value) => {
        const message = create(desc, value);
        const decoded = messageDecoder(desc, true).decode(written(desc, message), 0);
        expect(decoded).toEqual(message);
        expect(decoded).toEqual(fromBinary(desc, toBinary(desc, message)));
      }),
    );
  });

  it("fits where there is room, and says what is missing where there is not", () => {
    fc.assert(
      fc.property(plain, fc.nat(400), (value, less) => {
        const encoder = encoderOf(desc);
        const { length } = toBinary(desc, create(desc, value));
        expect(encoder.encode(value, Buffer.alloc(length), 0)).toBe(length);
        const short = Math.min(less, length);
        const end = encoder.encode(value, Buffer.alloc(length - short), 0);
        if (short > 0) expect(end).toBe(-short);
      }),
    );
  });

  it("keeps what it does not know, or drops it", () => {
    const unknown = Buffer.from("8a7d03616263907d05", "hex");
    fc.assert(
      fc.property(bytes, (known) => {
        const all = Buffer.concat([known, unknown]);
        const decode = (keep: boolean): Message => messageDecoder(desc, keep).decode(all, 0);
        expect(written(desc, decode(true)).subarray(-unknown.length).equals(unknown)).toBe(true);
        expect(decode(false).$unknown).toBeUndefined();
        const plan = planMessage(desc);
        const dropping = messageEncoder(plan, compileMessageWriter(plan, false), Uint8Array.of(0), false);
        expect(dropping.encode(decode(true), Buffer.alloc(all.length), 0)).toBe(known.length);
      }),
      { numRuns: 30 },
    );
  });

  it("is, of any bytes, a message or an error", () => {
    const decoder = messageDecoder(desc, true);
    const mutated = fc
      .tuple(bytes, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }), fc.nat())
      .map(([original, changes, cut]) => {
        const changed = Uint8Array.from(original);
        for (const [at, byte] of changes) if (changed.length > 0) changed[at % changed.length] = byte;
        return cut % 3 === 0 ? changed.subarray(0, cut % (changed.length + 1)) : changed;
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), (some) => {
        try {
          expect(decoder.decode(Buffer.from(some), 0).$typeName).toBe(desc.typeName);
        } catch (error) {
          expect(error).toBeInstanceOf(DeserializationError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
