import type { Position } from "../position.js";

/** The position of what is from a binary descriptor: it has no text. */
export const nowhere: Position = { line: 1, column: 1 };
