// What a contender is, and who they are.
import { bareContenders } from "./contenders/bare.mjs";
import { confluentContenders } from "./contenders/confluent.mjs";
import { kafkajsContenders } from "./contenders/kafkajs.mjs";
import { magicbyteContenders, magicbyteOptions } from "./contenders/magicbyte.mjs";
import { question } from "./in-process.mjs";
import { messageOf } from "./protobuf-schemas.mjs";

/** @typedef {"avro" | "json" | "protobuf"} Format */
/** @typedef {"small" | "medium" | "large"} Size */

/**
 * What is measured in one process.
 *
 * @typedef {{
 *   format: Format, size: Size, url: string, topic: string, schema: string,
 *   readerSchema?: string, protobufFile?: string, message: () => Promise<import("@bufbuild/protobuf").DescMessage>,
 * }} Cell
 */

/**
 * A library that is open: its client is made, and nothing is asked of the registry yet.
 *
 * @typedef {{
 *   input?: (value: any) => unknown,
 *   writer: () => ((value: any) => any) | Promise<(value: any) => any>,
 *   reader: (frames: Buffer[]) => ((bytes: Buffer) => any) | Promise<(bytes: Buffer) => any>,
 *   batchWriter?: () => Promise<{ input: (value: any) => any, call: (messages: any[]) => any }>,
 *   batchReader?: (frames: Buffer[]) => Promise<{ input: (bytes: Buffer) => any, call: (messages: any[]) => any }>,
 *   close?: () => Promise<void>,
 * }} Session
 */

/**
 * `kind` says what it is compared as; what a "codec" writes are no bytes of its own. Libraries are imported by `open` and not before, so that a cold start sees it.
 *
 * @typedef {{
 *   name: string, format: Format, kind: "bare" | "Confluent" | "KafkaJS" | "ours" | "codec" | "other",
 *   open: (cell: Cell) => Promise<Session>,
 * }} Contender
 */

/** The bare codec first. @param {Format} format */
export function contendersOf(format) {
  const all = [...bareContenders, ...confluentContenders, ...kafkajsContenders, ...magicbyteContenders];
  return all.filter((contender) => contender.format === format);
}

/** @param {Format} format */
export function optionsOf(format) {
  return magicbyteOptions.filter((contender) => contender.format === format);
}

/**
 * What this process is to measure. All contenders share one descriptor, as they would share generated code.
 *
 * @returns {any}
 */
export function cellToMeasure() {
  const cell = question();
  let made;
  return {
    ...cell,
    message() {
      made ??= messageOf(cell.protobufFile);
      return made;
    },
  };
}
