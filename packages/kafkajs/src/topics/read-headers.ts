import type { RawHeaders } from "../client/kafka-client.js";
import type { HeaderCodecs } from "./headers.js";
import { codecFailure } from "./part-reader.js";

/**
 * The headers of a message with those decoded that the topic declares. Of a declared header that stands more than once,
 * the last one counts. One that is missing, or null, is left out.
 *
 * @throws DeserializationError for one that does not decode
 */
export function readHeaders(codecs: HeaderCodecs, headers: RawHeaders): Readonly<Record<string, unknown>> {
  const names = Object.keys(codecs);
  if (names.length === 0) return headers;
  const decoded: Record<string, unknown> = { ...headers };
  for (const name of names) {
    const codec = codecs[name];
    const bytes = lastOf(headers[name]);
    if (codec === undefined) continue;
    if (bytes === undefined) delete decoded[name];
    else decoded[name] = decodeHeader(name, codec, bytes);
  }
  return decoded;
}

function decodeHeader(name: string, codec: HeaderCodecs[string], bytes: Buffer): unknown {
  try {
    return codec.decode(bytes);
  } catch (error) {
    throw codecFailure(codec, `header "${name}"`, error);
  }
}

function lastOf(header: RawHeaders[string]): Buffer | undefined {
  const last = Array.isArray(header) ? header.at(-1) : header;
  if (last === undefined || last === null) return undefined;
  return typeof last === "string" ? Buffer.from(last, "utf8") : (last as Buffer);
}
