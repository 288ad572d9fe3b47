import type { OptionValue, ProtoOption } from "../option.js";
import { nowhere } from "./nowhere.js";
import { metaTag, type StandardOption } from "./option-tables.js";
import type { WireMessage } from "./wire-message.js";

/** The standard options that are set, and Confluent's own under `meta`; other custom options are unknown here. */
export function fromOptions(
  options: WireMessage | undefined,
  table: readonly StandardOption[],
  meta?: string,
): ProtoOption[] {
  if (options === undefined) return [];
  const standard = table
    .filter(({ tag }) => options.has(tag))
    .map(({ name, tag, type }) => optionOf(name, false, standardValue(options, tag, type)));
  const aggregate = meta === undefined ? undefined : options.messages(metaTag).at(-1);
  const entries = aggregate === undefined ? new Map<string, OptionValue>() : metaEntries(aggregate);
  if (meta === undefined || entries.size === 0) return standard;
  return [...standard, optionOf(meta, true, { kind: "map", entries })];
}

function optionOf(name: string, parenthesized: boolean, value: OptionValue): ProtoOption {
  return { name, parenthesized, path: [], value, position: nowhere };
}

function standardValue(options: WireMessage, tag: number, type: StandardOption["type"]): OptionValue {
  if (type === "string") return { kind: "string", text: options.text(tag) };
  const value = options.int(tag);
  if (type === "boolean") return { kind: "boolean", text: String(value !== 0) };
  return { kind: "enum", text: type[value] ?? String(value) };
}

/** `doc`, `params` and `tags`, as the registry prints them. */
function metaEntries(meta: WireMessage): Map<string, OptionValue> {
  const string = (text: string): OptionValue => ({ kind: "string", text });
  const entries = new Map<string, OptionValue>();
  if (meta.text(1) !== "") entries.set("doc", string(meta.text(1)));
  const params = new Map(meta.messages(2).map((entry) => [entry.text(1), entry.text(2)]));
  const values = [...params].map(([key, value]): OptionValue => {
    const pair = [
      ["key", string(key)],
      ["value", string(value)],
    ] as const;
    // The registry has always printed these two the other way round.
    const isDecimal = key === "precision" || key === "scale";
    return { kind: "map", entries: new Map(isDecimal ? [pair[1], pair[0]] : pair) };
  });
  if (values.length > 0) entries.set("params", { kind: "list", values });
  const tags = meta.texts(3).map(string);
  if (tags.length > 0) entries.set("tags", { kind: "list", values: tags });
  return entries;
}
