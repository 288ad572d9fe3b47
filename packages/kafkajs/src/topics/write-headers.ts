import { type MessageHeaders, SerializationError } from "@magicbyte/registry";
import { describeValue } from "@magicbyte/registry/serde";
import type { HeaderCodecs } from "./headers.js";

/** A message's headers as they were given: typed where they are declared. */
type GivenHeaders = Readonly<Record<string, unknown>>;

/**
 * Headers as bytes and text. The given object is left as it is: a new one is made where anything differs from it, or
 * always with `copy`. A header that is undefined is left out.
 *
 * @throws SerializationError for one that does not fit
 */
export function writeHeaders(
  codecs: HeaderCodecs,
  headers: GivenHeaders | undefined,
  place: { readonly topic: string; readonly index: number },
  copy: boolean,
): MessageHeaders | undefined {
  if (headers === undefined) return copy ? {} : undefined;
  const written: [string, MessageHeaders[string]][] = [];
  let changed = copy;
  for (const name of Object.keys(headers)) {
    const given = headers[name];
    if (given === undefined) {
      changed = true;
      continue;
    }
    const header = writeHeader(name, Object.hasOwn(codecs, name) ? codecs[name] : undefined, given, place);
    if (header !== given) changed = true;
    written.push([name, header]);
  }
  return changed ? Object.fromEntries(written) : (headers as MessageHeaders);
}

type Place = { readonly topic: string; readonly index: number };

function writeHeader(
  name: string,
  codec: HeaderCodecs[string] | undefined,
  given: unknown,
  place: Place,
): NonNullable<MessageHeaders[string]> {
  if (codec !== undefined) {
    try {
      return codec.encode(given as never);
    } catch (error) {
      const words = error instanceof Error ? error.message : "see cause";
      throw refused(name, words, place, error);
    }
  }
  if (!Array.isArray(given)) return rawHeader(name, given, place);
  const all = given.map((one) => rawHeader(name, one, place));
  return all.every((one, index) => one === given[index]) ? given : all;
}

/** Clients write what is neither text nor a Buffer as `String(value)`: bytes as `1,2,3`, objects as `[object Object]`. */
function rawHeader(name: string, given: unknown, place: Place): Buffer | string {
  if (typeof given === "string" || Buffer.isBuffer(given)) return given;
  if (given instanceof Uint8Array) return Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const codec = given === null ? "leave it out" : "declare a codec for it in defineTopic({ headers })";
  throw refused(name, `expected bytes or text, got ${describeValue(given)}: ${codec}`, place, undefined);
}

function refused(name: string, words: string, { topic, index }: Place, cause: unknown): SerializationError {
  const message = `header "${name}" for topic "${topic}" at index ${index} does not serialize: ${words}`;
  return new SerializationError(message, { topic, index, cause });
}
