// What the offline checker costs: parse both texts and compare them.
import { checkCompatibility, compare } from "@magicbyte/compat";
import { compareParsedAvro, parseAvro } from "@magicbyte/compat/avro";
import { compareParsedJsonSchema, parseJsonSchema } from "@magicbyte/compat/json-schema";
import { compareParsedProtobuf, parseProtobuf } from "@magicbyte/compat/protobuf";
import { compare as measure } from "./measure.mjs";

/** @param {number} count @param {string} [extra] */
function avroRecord(count, extra = "") {
  const fields = Array.from({ length: count }, (_, i) => `{"name":"f${i}","type":["null","string"],"default":null}`);
  return `{"type":"record","name":"R","fields":[${fields.join(",")}${extra}]}`;
}

/** @param {number} count @param {string} [extra] */
function jsonObject(count, extra = "") {
  const properties = Array.from({ length: count }, (_, i) => `"f${i}":{"type":"string"}`);
  return `{"type":"object","additionalProperties":false,"properties":{${properties.join(",")}${extra}}}`;
}

/** @param {number} count @param {string} [extra] */
function protoMessage(count, extra = "") {
  const fields = Array.from({ length: count }, (_, i) => `  string f${i} = ${i + 1};`);
  return `syntax = "proto3";\nmessage R {\n${fields.join("\n")}\n${extra}}\n`;
}

export async function benchCompat() {
  const makers = /** @type {const} */ ([
    ["AVRO", avroRecord, ',{"name":"added","type":"int","default":0}'],
    ["JSON", jsonObject, ',"added":{"type":"integer"}'],
    ["PROTOBUF", protoMessage, "  int32 added = 5000;\n"],
  ]);
  for (const count of [50, 1_000]) {
    await measure(
      `Two texts of ${count} fields, parsed and compared`,
      makers.map(([type, make, extra]) => {
        const input = { type, original: make(count), update: make(count, extra) };
        if (!compare(input).compatible) throw new Error(`${type}: these texts are compatible`);
        return {
          name: type,
          run(times) {
            for (let i = 0; i < times; i++) compare(input);
          },
        };
      }),
    );
  }
  const avro = [parseAvro(avroRecord(50)), parseAvro(avroRecord(50, makers[0][2]))];
  const json = [parseJsonSchema(jsonObject(50)), parseJsonSchema(jsonObject(50, makers[1][2]))];
  const proto = [parseProtobuf(protoMessage(50)), parseProtobuf(protoMessage(50, makers[2][2]))];
  await measure("50 fields, compared when they are parsed already", [
    { name: "AVRO", run: (times) => repeat(times, () => compareParsedAvro(avro[0], avro[1])) },
    { name: "JSON", run: (times) => repeat(times, () => compareParsedJsonSchema(json[0], json[1])) },
    { name: "PROTOBUF", run: (times) => repeat(times, () => compareParsedProtobuf(proto[0], proto[1])) },
  ]);
  const previous = Array.from({ length: 100 }, (_, i) => avroRecord(20, `,{"name":"v${i}","type":"int","default":0}`));
  await measure("100 versions of 20 fields, BACKWARD_TRANSITIVE", [
    {
      name: "AVRO",
      run(times) {
        const check = /** @type {const} */ ({
          type: "AVRO",
          level: "BACKWARD_TRANSITIVE",
          next: avroRecord(20),
          previous,
        });
        for (let i = 0; i < times; i++) checkCompatibility(check);
      },
    },
  ]);
}

/** @param {number} times @param {() => unknown} work */
function repeat(times, work) {
  for (let i = 0; i < times; i++) work();
}
