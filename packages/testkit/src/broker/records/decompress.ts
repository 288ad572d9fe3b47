import * as zlib from "node:zlib";
import { codec } from "./codec.js";
import { MAX_DECOMPRESSED_BYTES } from "./growing-buffer.js";
import { unlz4 } from "./lz4.js";
import { RecordFormatError } from "./record-format-error.js";
import { unsnappy } from "./snappy.js";

/** In Node since 22.15, which the types of older versions do not know. */
const zstd: typeof zlib & {
  zstdDecompressSync?: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;
} = zlib;

/**
 * A batch's records without their compression.
 *
 * @throws RecordFormatError when they are damaged, or for zstd where Node has none
 */
export function decompress(compression: number, bytes: Buffer): Buffer {
  const limit = { maxOutputLength: MAX_DECOMPRESSED_BYTES };
  switch (compression) {
    case codec.none:
      return bytes;
    case codec.gzip:
      return unzip("gzip", () => zlib.gunzipSync(bytes, limit));
    case codec.snappy:
      return unsnappy(bytes);
    case codec.lz4:
      return unlz4(bytes);
    case codec.zstd: {
      const { zstdDecompressSync } = zstd;
      if (zstdDecompressSync === undefined) {
        throw new RecordFormatError("records compressed with zstd can be read on Node 22.15 or newer only");
      }
      return unzip("zstd", () => zstdDecompressSync(bytes, limit));
    }
    default:
      throw new RecordFormatError(`records have a compression that is not known: ${compression}`);
  }
}

function unzip(name: string, run: () => Buffer): Buffer {
  try {
    return run();
  } catch (cause) {
    throw new RecordFormatError(`records compressed with ${name} cannot be unpacked`, { cause });
  }
}
