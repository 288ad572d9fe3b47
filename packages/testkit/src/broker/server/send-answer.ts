import type { Socket } from "node:net";
import type { Writer } from "../wire/writer.js";

/** Answers up to this size are sent as one piece. */
const COPIED_BYTES = 4096;

/** A response's body with what its header needs. */
export interface Answer {
  readonly correlationId: number;
  /** Whether the header ends with tagged fields. */
  readonly tagged: boolean;
  readonly body: Writer;
}

/** Writes an answer as one system call. Returns false when the client should first read what it has been sent. */
export function sendAnswer(socket: Socket, answer: Answer): boolean {
  const { body } = answer;
  const headerBytes = answer.tagged ? 9 : 8;
  const small = body.length <= COPIED_BYTES;
  const head = Buffer.allocUnsafe(headerBytes + (small ? body.length : 0));
  head.writeInt32BE(headerBytes - 4 + body.length, 0);
  head.writeInt32BE(answer.correlationId, 4);
  if (answer.tagged) head.writeUInt8(0, 8);
  if (small) {
    let at = headerBytes;
    for (const chunk of body.chunks()) at += chunk.copy(head, at);
    return socket.write(head);
  }
  socket.cork();
  socket.write(head);
  for (const chunk of body.chunks()) socket.write(chunk);
  socket.uncork();
  return !socket.writableNeedDrain;
}
