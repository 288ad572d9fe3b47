import { createMinSizes } from "../schema/min-size.js";
import type { Model } from "../schema/model.js";
import { ReadTap } from "../tap/read-tap.js";
import { memberPath } from "./issues.js";

/** Ends the walk. */
class Found extends Error {}

/**
 * The path of the value that stands at a position of a payload. Reading keeps no paths, since hardly any of it fails: the
 * payload is walked through once more.
 */
export function pathAt(writer: Model, bytes: Buffer, offset: number, position: number): string {
  const tap = new ReadTap();
  const minSize = createMinSizes();
  tap.open(bytes, offset);
  let path = "";
  try {
    if (writer.kind !== "bytes") walk(writer, "");
  } catch {
    // The position is reached, or nothing can be read there: both are what was looked for.
  }
  return path;

  function walk(model: Model, here: string): void {
    path = here;
    switch (model.kind) {
      case "record":
        for (const { name, type } of model.fields) walk(type, memberPath(here, name));
        return;
      case "array":
        walkBlocks(here, minSize(model.items), (index) => walk(model.items, `${here}[${index}]`));
        return;
      case "map":
        walkBlocks(here, 1 + minSize(model.values), () => walk(model.values, memberPath(here, tap.readString())));
        return;
      case "union":
        walk(model.branches[passing(() => tap.readIndex(model.branches.length))] as Model, here);
        return;
      default:
        passing(() => skip(model));
    }
  }

  function walkBlocks(here: string, itemSize: number, item: (index: number) => void): void {
    let index = 0;
    for (;;) {
      path = here;
      let count = passing(() => tap.readBlockCount(itemSize));
      if (count === 0) return;
      while (count-- > 0) item(index++);
    }
  }

  function passing<T>(read: () => T): T {
    const result = read();
    if (tap.pos > position) throw new Found();
    return result;
  }

  function skip(model: Model): void {
    switch (model.kind) {
      case "boolean":
        tap.skip(1);
        break;
      case "int":
        tap.readInt();
        break;
      case "long":
        tap.readLongRounded();
        break;
      case "float":
        tap.skip(4);
        break;
      case "double":
        tap.skip(8);
        break;
      case "string":
      case "bytes":
        tap.skipString();
        break;
      case "fixed":
        tap.skip(model.size);
        break;
      case "enum":
        tap.readIndex(model.symbols.length);
    }
  }
}
