import { type AvroChangeType, type Findings, join, type Pair } from "./change.js";
import type { AvroEnum, AvroNamed, AvroProps } from "./model.js";
import { aliasKey } from "./names.js";
import { printJson } from "./print-json.js";
import type { Place } from "./source.js";

/** Where something stands in both texts. */
export type Where = Pick<Pair, "path" | "originalPlace" | "updatePlace" | "subject">;

/** Adds a change of something that stands in both texts. */
export function addChange(
  findings: Findings,
  type: AvroChangeType,
  where: Where,
  detail: string,
  message: string,
): void {
  const { path, originalPlace, updatePlace } = where;
  findings.changes.push({ type, path, detail, message, original: originalPlace, update: updatePlace, at: updatePlace });
}

/** Changes of the name, the doc and the aliases of a type. */
export function nameChanges(pair: Pair, original: AvroNamed, update: AvroNamed, findings: Findings): void {
  const where = { ...pair, originalPlace: original.place, updatePlace: update.place };
  const was = original.name;
  const is = update.name;
  if (was.name !== is.name) {
    // Without an alias it is incompatible, and reported as that.
    if (update.aliases.some((alias) => aliasKey(alias, is) === was.full))
      addChange(
        findings,
        "NAME_CHANGED",
        { ...where, path: join(pair.path, "name") },
        was.full,
        `${update.kind} ${was.full} is now called ${is.full}; its alias keeps data written before readable`,
      );
  } else if (was.namespace !== is.namespace) {
    addChange(
      findings,
      "NAMESPACE_CHANGED",
      { ...where, path: join(pair.path, "namespace") },
      was.full,
      `${update.kind} ${was.full} is now ${is.full}: namespaces do not count when data is read, but generated classes change`,
    );
  }
  docChange(original.doc, update.doc, { ...where, subject: `${update.kind} ${is.full}` }, findings);
  const before = original.aliases.map((alias) => alias.full);
  aliasChange(
    before,
    update.aliases.map((alias) => alias.full),
    { ...where, subject: `${update.kind} ${is.full}` },
    findings,
  );
}

/** A change of a doc. */
export function docChange(was: string | undefined, is: string | undefined, where: Where, findings: Findings): void {
  if (was === is) return;
  const verb = was === undefined ? "added" : is === undefined ? "removed" : "changed";
  addChange(
    findings,
    "DOC_CHANGED",
    { ...where, path: join(where.path, "doc") },
    verb,
    `the doc of ${where.subject} was ${verb}`,
  );
}

/** A change of aliases. Their order does not count. */
export function aliasChange(was: readonly string[], is: readonly string[], where: Where, findings: Findings): void {
  if (was.length === 0 && is.length === 0) return;
  const before = new Set(was);
  const after = new Set(is);
  const added = is.filter((alias) => !before.has(alias));
  const removed = was.filter((alias) => !after.has(alias));
  if (added.length === 0 && removed.length === 0) return;
  const parts = [
    ...(added.length > 0 ? [`${added.join(", ")} added`] : []),
    ...(removed.length > 0 ? [`${removed.join(", ")} removed: data under those names may be unreadable`] : []),
  ];
  addChange(
    findings,
    "ALIASES_CHANGED",
    { ...where, path: join(where.path, "aliases") },
    is.join(", "),
    `the aliases of ${where.subject} changed: ${parts.join("; ")}`,
  );
}

/** Members that are part of a logical type. */
const LOGICAL = ["logicalType", "precision", "scale"];

/** Changes of members that Avro gives no meaning to, and of the logical type. */
export function propChanges(was: AvroProps, is: AvroProps, where: Where, findings: Findings): void {
  if (was.size === 0 && is.size === 0) return;
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter((name) => textOf(was, name) !== textOf(is, name));
  const logical = changed.filter((name) => LOGICAL.includes(name));
  if (logical.length > 0) {
    const text = (props: AvroProps) =>
      LOGICAL.filter((name) => props.has(name))
        .map((name) => `${name} ${textOf(props, name)}`)
        .join(", ") || "none";
    addChange(
      findings,
      "LOGICAL_TYPE_CHANGED",
      { ...where, path: join(where.path, logical[0] ?? "logicalType") },
      logical.join(", "),
      `the logical type of ${where.subject} changed from ${text(was)} to ${text(is)}: data is still read, but may be taken for other values`,
    );
  }
  for (const name of changed) {
    if (LOGICAL.includes(name)) continue;
    addChange(
      findings,
      "PROPERTIES_CHANGED",
      { ...where, path: join(where.path, name.replaceAll("~", "~0").replaceAll("/", "~1")) },
      name,
      `the member ${JSON.stringify(name)} of ${where.subject} was ${!was.has(name) ? "added" : is.has(name) ? "changed" : "removed"}; Avro gives it no meaning`,
    );
  }
}

/** Changes of an enum's symbols and default. */
export function enumChanges(pair: Pair, original: AvroEnum, update: AvroEnum, findings: Findings): void {
  const where = { ...pair, originalPlace: original.place, updatePlace: update.place };
  const before = new Set(original.symbols);
  const after = new Set(update.symbols);
  const symbols = join(pair.path, "symbols");
  const add = (
    type: AvroChangeType,
    path: string,
    detail: string,
    message: string,
    from: Place | undefined,
    to: Place | undefined,
  ) => findings.changes.push({ type, path, detail, message, original: from, update: to, at: update.place });
  for (const [at, symbol] of update.symbols.entries())
    if (!before.has(symbol))
      add(
        "ENUM_SYMBOL_ADDED",
        join(symbols, at),
        symbol,
        `enum ${update.name.full} has the new symbol ${symbol}`,
        undefined,
        update.place,
      );
  // Without a default for them, they are missing, which is reported as incompatible.
  if (update.default !== undefined)
    for (const [at, symbol] of original.symbols.entries())
      if (!after.has(symbol))
        add(
          "ENUM_SYMBOL_REMOVED",
          join(symbols, at),
          symbol,
          `enum ${update.name.full} no longer has the symbol ${symbol}: it is read as ${update.default}`,
          original.place,
          undefined,
        );
  const kept = original.symbols.filter((symbol) => after.has(symbol));
  const keptNow = update.symbols.filter((symbol) => before.has(symbol));
  if (kept.some((symbol, at) => symbol !== keptNow[at]))
    addChange(
      findings,
      "ENUM_SYMBOLS_REORDERED",
      { ...where, path: symbols },
      "",
      `the symbols of enum ${update.name.full} are in another order, which is that in which values sort`,
    );
  if (original.default !== update.default)
    addChange(
      findings,
      "ENUM_DEFAULT_CHANGED",
      { ...where, path: join(pair.path, "default") },
      update.default ?? "",
      `the default of enum ${update.name.full} changed from ${original.default ?? "none"} to ${update.default ?? "none"}`,
    );
}

function textOf(props: AvroProps, name: string): string | undefined {
  const value = props.get(name);
  return value === undefined ? undefined : printJson(value, true);
}
