/** A JSON text as a tree that can be changed. */
export type JsonTree = null | boolean | string | JsonTree[] | JsonTreeObject;

export type JsonTreeObject = { [name: string]: JsonTree };

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** What stands before a number that is held as a text: a character that no canonical JSON text has. */
const MARK = "\u0000";
const MARKED = /"\\u0000([^"]*)"/g;

/** Numbers become texts with a mark, so that they are printed as they were written. */
export function parseJsonTree(text: string): JsonTree {
  return JSON.parse(
    text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : JSON.stringify(MARK + token))),
  ) as JsonTree;
}

export function printJsonTree(tree: JsonTree): string {
  return JSON.stringify(tree).replace(MARKED, "$1");
}

export function isObject(tree: JsonTree | undefined): tree is JsonTreeObject {
  return typeof tree === "object" && tree !== null && !Array.isArray(tree);
}

/** A member that the object itself has. */
export function memberOf(tree: JsonTreeObject, name: string): JsonTree | undefined {
  return Object.hasOwn(tree, name) ? tree[name] : undefined;
}
