/** What answers are written in, best first. */
const PRODUCED = ["application/vnd.schemaregistry.v1+json", "application/vnd.schemaregistry+json", "application/json"];

const CONSUMED = new Set([...PRODUCED, "application/octet-stream"]);

/** Whether a request's body is of a type that the registry reads; without a name it is taken for JSON. */
export function canRead(contentType: string | undefined): boolean {
  return contentType === undefined || contentType.trim() === "" || CONSUMED.has(typeOf(contentType));
}

/**
 * The type in which an answer is written, as `Accept` prefers; undefined when it accepts none. Of types that the client
 * likes equally, the registry's own order decides.
 */
export function chooseType(accept: string | undefined): string | undefined {
  if (accept === undefined || accept.trim() === "") return PRODUCED[0];
  const ranges = accept.split(",").map((text) => ({ range: typeOf(text), weight: weightOf(text) }));
  let best: { readonly type: string; readonly weight: number } | undefined;
  for (const type of PRODUCED) {
    const weight = mostSpecific(ranges, type)?.weight ?? 0;
    if (weight > 0 && (best === undefined || weight > best.weight)) best = { type, weight };
  }
  return best?.type;
}

type Range = { readonly range: string; readonly weight: number };

function mostSpecific(ranges: readonly Range[], type: string): Range | undefined {
  for (const pattern of [type, "application/*", "*/*"]) {
    const found = ranges.find(({ range }) => range === pattern || (pattern === "*/*" && range === "*"));
    if (found !== undefined) return found;
  }
  return undefined;
}

function typeOf(text: string): string {
  return (text.split(";")[0] ?? "").trim().toLowerCase();
}

function weightOf(text: string): number {
  const weight = /;\s*q\s*=\s*([\d.]+)/i.exec(text)?.[1];
  const number = weight === undefined ? 1 : Number(weight);
  return Number.isNaN(number) ? 1 : number;
}
