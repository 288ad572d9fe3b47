// The codec libraries alone: no frame, no registry. Everything else is measured over them.
import { protobufValue } from "../protobuf-schemas.mjs";

/** @type {import("../contender.mjs").Contender[]} */
export const bareContenders = [
  {
    name: "avsc",
    format: "avro",
    kind: "bare",
    async open({ schema, readerSchema }) {
      const { default: avsc } = await import("avsc");
      const type = avsc.Type.forSchema(JSON.parse(schema));
      const reader = readerSchema === undefined ? undefined : avsc.Type.forSchema(JSON.parse(readerSchema));
      const resolver = reader?.createResolver(type);
      return {
        writer: () => (value) => type.toBuffer(value),
        reader: () => (reader ? (bytes) => reader.fromBuffer(bytes, resolver) : (bytes) => type.fromBuffer(bytes)),
      };
    },
  },
  {
    name: "JSON.stringify, JSON.parse",
    format: "json",
    kind: "bare",
    open: async () => ({
      writer: () => (value) => Buffer.from(JSON.stringify(value)),
      reader: () => (bytes) => JSON.parse(bytes.toString()),
    }),
  },
  {
    name: "JSON and ajv",
    format: "json",
    kind: "bare",
    async open({ schema }) {
      const { Ajv } = await import("ajv");
      const validate = new Ajv({ strict: false }).compile(JSON.parse(schema));
      const valid = (value) => {
        if (!validate(value)) throw new Error("the value does not fit");
        return value;
      };
      return {
        writer: () => (value) => Buffer.from(JSON.stringify(valid(value))),
        reader: () => (bytes) => valid(JSON.parse(bytes.toString())),
      };
    },
  },
  {
    name: "protobuf-es",
    format: "protobuf",
    kind: "bare",
    async open(cell) {
      const { create, fromBinary, toBinary } = await import("@bufbuild/protobuf");
      const message = await cell.message();
      return {
        input: (value) => create(message, protobufValue(value, BigInt)),
        writer: () => (value) => toBinary(message, value),
        reader: () => (bytes) => fromBinary(message, bytes),
      };
    },
  },
];
