import type { OptionValue, ProtoOption } from "../option.js";
import { metaTag, type StandardOption } from "./option-tables.js";
import { createWireWriter, type WireWriter } from "./wire-writer.js";

/**
 * The standard options that a descriptor has a place for, and Confluent's own. Other custom options are left out, as
 * the registry leaves them out.
 */
export function toOptions(options: readonly ProtoOption[], table: readonly StandardOption[]): WireWriter | undefined {
  const writer = createWireWriter();
  for (const { name, tag, type } of table) {
    const value = options.findLast((option) => !option.parenthesized && option.name === name)?.value;
    if (value === undefined || !("text" in value)) continue;
    if (type === "string") writer.text(tag, value.text);
    else writer.int(tag, type === "boolean" ? Number(value.text === "true") : Math.max(0, type.indexOf(value.text)));
  }
  const meta = createWireWriter();
  for (const option of options) {
    if (option.parenthesized && /^\.?confluent\.\w+_meta$/.test(option.name)) writeMeta(meta, option);
  }
  if (meta.size() > 0) writer.message(metaTag, meta);
  return writer.size() > 0 ? writer : undefined;
}

function writeMeta(meta: WireWriter, option: ProtoOption): void {
  const [key, ...deeper] = option.path;
  if (key !== undefined) {
    if (deeper.length === 0) writeMetaField(meta, key, option.value);
  } else if (option.value.kind === "map") {
    for (const [name, value] of option.value.entries) writeMetaField(meta, name, value);
  }
}

function writeMetaField(meta: WireWriter, name: string, value: OptionValue): void {
  for (const one of value.kind === "list" ? value.values : [value]) {
    if (name === "doc") meta.text(1, textOf(one));
    else if (name === "tags") meta.text(3, textOf(one));
    else if (name === "params" && one.kind === "map") {
      const entry = createWireWriter();
      entry.text(1, textOf(one.entries.get("key")));
      entry.text(2, textOf(one.entries.get("value")));
      meta.message(2, entry);
    }
  }
}

function textOf(value: OptionValue | undefined): string | undefined {
  return value !== undefined && "text" in value ? value.text : undefined;
}
