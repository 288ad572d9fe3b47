/** What the model knows of a schema besides its text: enough to tell whether one reads what another wrote. */
export type Shape = {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: string; readonly hasDefault: boolean }[];
};

/** One of the few schemas of the model. */
export type PoolSchema = {
  /** As it is sent. */
  readonly sent: string;
  /** As it is kept. */
  readonly text: string;
  /** As it is kept with `normalize`. */
  readonly normalized: string;
  /** Undefined for one that is invalid. */
  readonly shape: Shape | undefined;
  /** Whether it uses `ns.L` without defining it. */
  readonly needsReference: boolean;
  /** The one that says the same with the reference inlined. */
  readonly inlines?: string;
};

type FieldOf = readonly [name: string, type: string, fallback?: string];

const L = '{"type":"record","name":"L","namespace":"ns","fields":[{"name":"x","type":"int"}]}';

/** The schemas, by names for the report of a failure. */
export const pool: Readonly<Record<string, PoolSchema>> = {
  a: recordOf("R", [["a", "int"]]),
  aSpaced: {
    ...recordOf("R", [["a", "int"]]),
    sent: '{ "name":"R", "type":"record", "fields":[{"type":"int","name":"a"}] }',
  },
  ab: recordOf("R", [
    ["a", "int"],
    ["b", "int"],
  ]),
  abDefault: recordOf("R", [
    ["a", "int"],
    ["b", "int", "0"],
  ]),
  aLong: recordOf("R", [["a", "long"]]),
  aString: recordOf("R", [["a", "string"]]),
  whole: {
    ...recordOf("R", [
      ["a", "int"],
      ["d", "double", "1"],
    ]),
    normalized: textOf("R", [
      ["a", "int"],
      ["d", "double", "1.0"],
    ]),
  },
  fraction: recordOf("R", [
    ["a", "int"],
    ["d", "double", "1.0"],
  ]),
  l: { ...recordOf("L", [["x", "int"]]), sent: L, text: L, normalized: L },
  p: { ...recordOf("P", [["l", "ns.L"]]), needsReference: true },
  pInlined: { ...inlined(), inlines: "p" },
  bad: { sent: '{"type":"bad"}', text: "", normalized: "", shape: undefined, needsReference: false },
};

/** Apache Avro's rule, as far as the pool goes. */
export function reads(reader: Shape, writer: Shape): boolean {
  if (reader.name !== writer.name) return false;
  return reader.fields.every((field) => {
    const written = writer.fields.find((other) => other.name === field.name);
    if (written === undefined) return field.hasDefault;
    return written.type === field.type || (written.type === "int" && field.type === "long");
  });
}

function recordOf(name: string, fields: readonly FieldOf[]): PoolSchema {
  const text = textOf(name, fields);
  const shape = {
    name,
    fields: fields.map(([field, type, fallback]) => ({ name: field, type, hasDefault: fallback !== undefined })),
  };
  return { sent: text, text, normalized: text, shape, needsReference: false };
}

function textOf(name: string, fields: readonly FieldOf[]): string {
  const printed = fields.map(
    ([field, type, fallback]) =>
      `{"name":"${field}","type":"${type}"${fallback === undefined ? "" : `,"default":${fallback}`}}`,
  );
  return `{"type":"record","name":"${name}","fields":[${printed.join(",")}]}`;
}

function inlined(): PoolSchema {
  const text = textOf("P", [["l", "ns.L"]]).replace('"ns.L"', L);
  return { ...recordOf("P", [["l", "ns.L"]]), sent: text, text, normalized: text };
}
