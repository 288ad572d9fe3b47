import { describeValue, type ValueIssue } from "@magicbyte/registry/serde";
import { memberPath } from "./value-path.js";

/** What JSON.stringify writes of a value, as values that it writes as they are. */
export type JsonCopy = {
  readonly value: unknown;
  /** What has no place in JSON, and would be lost or become null. */
  readonly issues: readonly ValueIssue[];
  /** Whether the value holds texts of JSON (JSON.rawJSON, Node 22): then it must be written itself, not the copy. */
  readonly raw: boolean;
};

type JsonWithRaw = { readonly isRawJSON?: (value: unknown) => boolean };

/** Deeper values are refused: JSON.stringify, Ajv and most readers overflow their stack a few times further down. */
const MAX_DEPTH = 1_000;

/**
 * Copies a value as JSON.stringify sees it: `toJSON` is called, boxed values are unwrapped, properties that are
 * undefined or symbols, or are inherited, are left out. Unlike JSON.stringify it does not lose anything silently.
 */
export function jsonCopy(root: unknown): JsonCopy {
  const issues: ValueIssue[] = [];
  const ancestors = new Set<object>();
  let raw = false;

  function refuse(path: string, expected: string, actual: string): undefined {
    issues.push({ path, expected, actual });
    return undefined;
  }

  function copy(original: unknown, key: string, path: string, isMember = false): unknown {
    const value = unboxed(afterToJson(original, key));
    switch (typeof value) {
      case "undefined":
        return isMember ? undefined : refuse(path, "a value that JSON has", "undefined");
      case "string":
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) ? value : refuse(path, "a finite number", describeValue(value));
      case "object":
        return value === null ? null : copyObject(value, path);
      case "bigint":
        return refuse(path, "a string, or a number", "bigint");
      default:
        return refuse(path, "a value that JSON has", describeValue(value));
    }
  }

  function copyObject(object: object, path: string): unknown {
    if ((JSON as JsonWithRaw).isRawJSON?.(object) === true) {
      raw = true;
      return JSON.parse((object as { readonly rawJSON: string }).rawJSON);
    }
    if (ancestors.has(object)) return refuse(path, "no cycle", "an object that contains itself");
    if (ancestors.size === MAX_DEPTH) return refuse(path.slice(0, 100), `at most ${MAX_DEPTH} levels`, "more");
    const container = containerName(object);
    if (container !== undefined) return refuse(path, "an object, or an array", container);
    ancestors.add(object);
    const copied = Array.isArray(object) ? copyArray(object, path) : copyMembers(object, path);
    ancestors.delete(object);
    return copied;
  }

  function copyArray(array: readonly unknown[], path: string): unknown[] {
    return Array.from(array, (item, index) => copy(item, String(index), memberPath(path, index)));
  }

  function copyMembers(object: object, path: string): object {
    const copied = {};
    for (const [name, member] of Object.entries(object)) {
      const value = copy(member, name, memberPath(path, name), true);
      // As JSON.parse does it: an assignment to __proto__ would be something else.
      if (value !== undefined) {
        Object.defineProperty(copied, name, { value, enumerable: true, writable: true, configurable: true });
      }
    }
    return copied;
  }

  const value = copy(root, "", "");
  return { value, issues, raw };
}

function afterToJson(value: unknown, key: string): unknown {
  if ((typeof value !== "object" || value === null) && typeof value !== "bigint") return value;
  const { toJSON } = value as { readonly toJSON?: unknown };
  return typeof toJSON === "function" ? toJSON.call(value, key) : value;
}

function unboxed(value: unknown): unknown {
  const boxed =
    value instanceof Number || value instanceof String || value instanceof Boolean || value instanceof BigInt;
  return boxed ? value.valueOf() : value;
}

/** What JSON.stringify writes as `{}`, or as an object of bytes, although there is something in it. */
function containerName(object: object): string | undefined {
  if (object instanceof Map) return `Map(${object.size})`;
  if (object instanceof Set) return `Set(${object.size})`;
  if (ArrayBuffer.isView(object)) return describeValue(object);
  if (object instanceof ArrayBuffer) return `bytes(${object.byteLength})`;
  if (object instanceof WeakMap || object instanceof WeakSet || object instanceof Promise || object instanceof RegExp) {
    return object.constructor.name;
  }
  return undefined;
}
