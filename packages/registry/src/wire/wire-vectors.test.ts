import { describe, expect, it } from "vitest";
import { bytesOf, haveVectors, readVectors, reportVectors, vectorsNote } from "../../test/vectors.js";
import {
  encodeMessageIndexes,
  GUID_FRAME_LENGTH,
  ID_FRAME_LENGTH,
  readFrame,
  readMessageIndexes,
  readSchemaId,
  skipMessageIndexes,
  WireFormatError,
  writeGuidFrame,
  writeIdFrame,
} from "../wire.js";

type Vectors = {
  message_index_encoding: { indexes: number[]; bytes: string }[];
  message_index_reading: { indexes: number[]; bytes: string }[];
  frames: ({ magic: 0; id: number; bytes: string } | { magic: 1; guid: string; bytes: string })[];
  message_name_to_indexes: { cases: { indexes: number[]; bytes: string }[] };
  avro: { body: string; frames: { id: number; bytes: string }[] }[];
  json: { body: string; frames: { id: number; bytes: string }[] }[];
  protobuf: (
    | { message_indexes: number[]; body: string; frame: string }
    | { message_indexes: number[]; guid: string; header_value: string }
  )[];
  golden_from_other_clients: { type: string; bytes: string; id?: number; guid?: string; indexes?: number[] }[];
  must_reject: { bytes: string; type?: string; why: string }[];
};
type Golden = { cases: Vectors["golden_from_other_clients"] };

/** Frame and, for Protobuf, indexes: all that a reader of the wire format looks at. */
function readAll(bytes: Buffer, type?: string) {
  const frame = readFrame(bytes);
  return type === "PROTOBUF" ? { ...frame, ...readMessageIndexes(bytes, frame.payloadOffset) } : frame;
}

reportVectors();

describe.skipIf(!haveVectors)(`the wire format of the reference implementation${vectorsNote}`, () => {
  const vectors = haveVectors ? readVectors<Vectors>("wire/wire-format.json") : ({} as Vectors);

  it.each(vectors.message_index_encoding ?? [])("message indexes $indexes are $bytes", ({ indexes, bytes }) => {
    expect(Buffer.from(encodeMessageIndexes(indexes)).toString("hex")).toBe(bytes);
    expect(readMessageIndexes(bytesOf(bytes), 0)).toEqual({ indexes, end: bytes.length / 2 });
    expect(skipMessageIndexes(bytesOf(bytes), 0)).toBe(bytes.length / 2);
  });

  it.each(vectors.message_index_reading ?? [])("$bytes reads as message indexes $indexes", ({ indexes, bytes }) => {
    expect(readMessageIndexes(bytesOf(bytes), 0)).toEqual({ indexes, end: bytes.length / 2 });
  });

  it.each(vectors.message_name_to_indexes?.cases ?? [])("path $indexes is $bytes", ({ indexes, bytes }) => {
    expect(Buffer.from(encodeMessageIndexes(indexes)).toString("hex")).toBe(bytes);
  });

  it.each(vectors.frames ?? [])("frame $bytes", (frame) => {
    const target = Buffer.alloc(frame.magic === 0 ? ID_FRAME_LENGTH : GUID_FRAME_LENGTH);
    const end = frame.magic === 0 ? writeIdFrame(target, 0, frame.id) : writeGuidFrame(target, 0, frame.guid);
    expect(end).toBe(target.length);
    expect(target.toString("hex")).toBe(frame.bytes);
    expect(readFrame(target)).toEqual(
      frame.magic === 0
        ? { schemaId: frame.id, payloadOffset: ID_FRAME_LENGTH }
        : { guid: frame.guid, payloadOffset: GUID_FRAME_LENGTH },
    );
  });

  const bodies = [...(vectors.avro ?? []), ...(vectors.json ?? [])].flatMap(({ body, frames }) =>
    frames.map((frame) => ({ ...frame, body })),
  );
  it.each(bodies)("$bytes is schema $id and body $body", ({ id, bytes, body }) => {
    const read = bytesOf(bytes);
    expect(readSchemaId(read)).toBe(id);
    expect(read.subarray(readFrame(read).payloadOffset).toString("hex")).toBe(body);
  });

  it.each(vectors.protobuf ?? [])("Protobuf $message_indexes", (one) => {
    const bytes = bytesOf("frame" in one ? one.frame : one.header_value);
    const { payloadOffset, guid } = readFrame(bytes);
    const { indexes, end } = readMessageIndexes(bytes, payloadOffset);
    expect(indexes).toEqual(one.message_indexes);
    if ("frame" in one) expect(bytes.subarray(end).toString("hex")).toBe(one.body);
    else expect([guid, end]).toEqual([one.guid, bytes.length]);
  });

  const golden = haveVectors ? readVectors<Golden>("wire/golden-frames.json").cases : [];
  it.each([...(vectors.golden_from_other_clients ?? []), ...golden])(
    "$bytes of $origin",
    ({ bytes, type, id, guid, indexes }) => {
      const read = readAll(bytesOf(bytes), type);
      expect(read).toMatchObject({
        ...(id === undefined ? {} : { schemaId: id }),
        ...(guid === undefined ? {} : { guid }),
        ...(indexes === undefined ? {} : { indexes }),
      });
    },
  );

  it.each(vectors.must_reject ?? [])("rejects $bytes: $why", ({ bytes, type }) => {
    expect(() => readAll(bytesOf(bytes), type)).toThrow(WireFormatError);
    if (type === "PROTOBUF") {
      expect(() => skipMessageIndexes(bytesOf(bytes), ID_FRAME_LENGTH)).toThrow(WireFormatError);
    }
  });
});
