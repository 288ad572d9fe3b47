import type { IncomingMessage } from "node:http";

/** How much of a body that is too large is read and thrown away, so that its sender gets to read the answer. */
const DRAIN_FACTOR = 4;

/** The body as text; `"too-large"` as soon as that is known, and `"gone"` when its sender left. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string | "too-large" | "gone"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = () => {
      chunks.length = 0;
      resolve("too-large");
    };
    if (Number(request.headers["content-length"]) > maxBytes) refuse();
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else refuse();
      // Whoever goes on and on is cut off without an answer.
      if (length > maxBytes * DRAIN_FACTOR + 1024 * 1024) request.destroy();
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("error", () => resolve("gone"));
    request.on("close", () => resolve("gone"));
  });
}
