import type { Position } from "../difference.js";

/** A schema's text, and the lines in it. */
export class Source {
  /** Where lines start; found when the first position is asked for. */
  #lines: number[] | undefined;

  constructor(
    readonly text: string,
    /** The name of the reference that it is; undefined for the schema itself. */
    readonly reference: string | undefined,
  ) {}

  /** The line and the column of an offset. After the first one, it takes the logarithm of the number of lines. */
  positionAt(offset: number): Position {
    this.#lines ??= lineStarts(this.text);
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lines[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lines[low] ?? 0) + 1 };
  }
}

/** Where something is written. */
export type Place = { readonly source: Source; readonly offset: number };

/** The position of a place in the schema's own text; undefined in a reference's. */
export function ownPosition(place: Place | undefined): Position | undefined {
  return place === undefined || place.source.reference !== undefined
    ? undefined
    : place.source.positionAt(place.offset);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return starts;
}
