import { type Findings, join, type Pair } from "./change.js";
import { writerFields } from "./checker.js";
import type { AvroField, AvroRecord } from "./model.js";
import { addChange, aliasChange, docChange, propChanges } from "./named-changes.js";
import { printJson } from "./print-json.js";
import { isUnchanged } from "./unchanged.js";

/** How long a default may be to be shown. */
const SHOWN = 60;

/** Changes of a record's fields; the types of those that stay are looked at next. */
export function recordChanges(pair: Pair, original: AvroRecord, update: AvroRecord, findings: Findings): void {
  const read = new Set<AvroField>();
  const inner: Pair[] = [];
  const root = join(pair.path, "fields");
  let last = -1;
  let reordered = false;
  for (const field of update.fields) {
    const path = join(root, field.index);
    const [counterpart] = writerFields(original, field.name, field.aliases);
    if (counterpart === undefined) {
      addedField(field, update, path, findings);
      continue;
    }
    read.add(counterpart);
    if (counterpart.index < last) reordered = true;
    last = Math.max(last, counterpart.index);
    const subject = `field \`${field.name}\` of ${update.name.full}`;
    fieldChanges(counterpart, field, path, subject, findings);
    if (isUnchanged(counterpart.type, field.type)) continue;
    inner.push({
      original: counterpart.type,
      update: field.type,
      path: join(path, "type"),
      originalPlace: counterpart.typePlace,
      updatePlace: field.typePlace,
      subject,
    });
  }
  for (const field of original.fields) {
    if (read.has(field)) continue;
    findings.changes.push({
      type: "FIELD_REMOVED",
      path: join(root, field.index),
      detail: field.name,
      message: `field \`${field.name}\` of ${update.name.full} was removed: what data written before has in it is skipped`,
      original: field.place,
      update: undefined,
      at: update.place,
    });
  }
  if (reordered)
    addChange(
      findings,
      "FIELDS_REORDERED",
      { ...pair, path: root, originalPlace: original.place, updatePlace: update.place },
      "",
      `the fields of ${update.name.full} are in another order, which is that in which they are compared`,
    );
  // The last one in is the first one out, so the first field's goes in last.
  for (let at = inner.length - 1; at >= 0; at--) {
    const next = inner[at];
    if (next !== undefined) findings.pairs.push(next);
  }
}

function addedField(field: AvroField, update: AvroRecord, path: string, findings: Findings): void {
  // Without a default it is incompatible, and reported as that.
  if (field.default === undefined) return;
  findings.changes.push({
    type: "FIELD_ADDED",
    path,
    detail: field.name,
    message: `field \`${field.name}\` of ${update.name.full} was added with the default ${defaultOf(field)}, which is read where data written before has none`,
    original: undefined,
    update: field.place,
    at: field.place,
  });
}

function fieldChanges(was: AvroField, is: AvroField, path: string, subject: string, findings: Findings): void {
  const where = { path, subject, originalPlace: was.place, updatePlace: is.place };
  if (was.name !== is.name)
    addChange(
      findings,
      "FIELD_RENAMED",
      { ...where, path: join(path, "name") },
      was.name,
      `${subject} was called \`${was.name}\`; its alias keeps data written before readable`,
    );
  if (was.doc !== is.doc) docChange(was.doc, is.doc, where, findings);
  aliasChange(was.aliases, is.aliases, where, findings);
  if (was.order !== is.order)
    addChange(
      findings,
      "FIELD_ORDER_CHANGED",
      { ...where, path: join(path, "order") },
      is.order,
      `the sort order of ${subject} changed from ${was.order} to ${is.order}`,
    );
  if (was.default !== undefined || is.default !== undefined) defaultChange(was, is, path, subject, findings);
  propChanges(was.props, is.props, where, findings);
}

function defaultChange(was: AvroField, is: AvroField, path: string, subject: string, findings: Findings): void {
  const where = { path: join(path, "default"), subject, originalPlace: was.place, updatePlace: is.place };
  if (was.default === undefined)
    addChange(findings, "FIELD_DEFAULT_ADDED", where, defaultOf(is), `${subject} now has the default ${defaultOf(is)}`);
  else if (is.default === undefined)
    addChange(
      findings,
      "FIELD_DEFAULT_REMOVED",
      where,
      defaultOf(was),
      `${subject} no longer has the default ${defaultOf(was)}: data that does not have the field can no longer be read`,
    );
  else if (printJson(was.default, true) !== printJson(is.default, true))
    addChange(
      findings,
      "FIELD_DEFAULT_CHANGED",
      where,
      defaultOf(is),
      `the default of ${subject} changed from ${defaultOf(was)} to ${defaultOf(is)}`,
    );
}

function defaultOf(field: AvroField): string {
  const text = field.default === undefined ? "none" : printJson(field.default);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
