import fc from "fast-check";
import { expect, it } from "vitest";
import { protoText } from "../test/arbitrary-proto.js";
import { normalizeProto, ProtoSyntaxError, parseProto, printProto, readProtoSchema } from "./index.js";

const canonical = (text: string): string => printProto(parseProto(text));
const normalized = (text: string): string => printProto(normalizeProto(parseProto(text)));

it("canonical text parses to the same canonical text", () => {
  fc.assert(
    fc.property(protoText, (text) => {
      expect(canonical(canonical(text))).toBe(canonical(text));
    }),
    { numRuns: 100 },
  );
});

it("normalising twice changes nothing", () => {
  fc.assert(
    fc.property(protoText, (text) => {
      expect(normalized(normalized(text))).toBe(normalized(text));
    }),
    {
      numRuns: 100,
    },
  );
});

it("normalises a file and its canonical text alike", () => {
  fc.assert(
    fc.property(protoText, (text) => {
      expect(normalized(canonical(text))).toBe(normalized(text));
    }),
    {
      numRuns: 100,
    },
  );
});

it("any text is read or refused with a ProtoSyntaxError", () => {
  const tokens = fc.constantFrom(
    "message",
    "M",
    "{",
    "}",
    "=",
    ";",
    "1",
    '"a"',
    "[",
    "]",
    "option",
    "(x)",
    ",",
    "map<",
    "/*",
    ".",
  );
  const mess = fc.oneof(
    fc.string(),
    fc.array(tokens, { maxLength: 30 }).map((words) => words.join(" ")),
    fc.base64String(),
  );
  fc.assert(
    fc.property(mess, (text) => {
      try {
        printProto(readProtoSchema(text));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtoSyntaxError);
      }
    }),
    { numRuns: 500 },
  );
});
