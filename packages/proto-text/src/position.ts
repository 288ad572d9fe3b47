/** A place in the text, counted from 1 as editors do. */
export type Position = { readonly line: number; readonly column: number };
