/** Takes secrets out of texts that end up in errors: servers and proxies like to repeat what they were sent. */
export type Redactor = {
  add(...secrets: readonly string[]): void;
  /** Takes note of the secrets in headers: in all of them, or in those whose names tell that they hold one. */
  addHeaders(headers: Readonly<Record<string, string>>, which: "all" | "by-name"): void;
  /** The text, with every known secret replaced. */
  text(text: string): string;
  /** A parsed JSON value, with every known secret replaced in its names and texts. */
  json(value: unknown): unknown;
  /** A URL without credentials, and without known secrets. */
  url(url: string): string;
};

/** Tokens change: beyond this those used least recently are forgotten. */
const AT_MOST = 256;
/** Shorter ones stand in ordinary words; replacing them would garble every message and hide nothing. */
const SHORTEST = 4;
const SECRET_HEADER = /auth|cookie|token|secret|key|pass|credential|session|signature/i;

/** A redactor of its own for every client: no secret is shared between them. */
export function createRedactor(): Redactor {
  /** Every secret with the forms in which it may come back. */
  const known = new Map<string, readonly string[]>();

  function add(...secrets: readonly string[]): void {
    for (const secret of secrets) {
      if (secret.length < SHORTEST) continue;
      const forms = known.get(secret) ?? formsOf(secret);
      known.delete(secret);
      known.set(secret, forms);
      const oldest = known.keys().next().value;
      if (known.size > AT_MOST && oldest !== undefined) known.delete(oldest);
    }
  }

  function text(dirty: string): string {
    // A secret may be the beginning of another one: the longest goes first, so that no rest is left.
    const forms = [...known.values()].flat().sort((left, right) => right.length - left.length);
    return forms.reduce((clean, form) => clean.replaceAll(form, "***"), dirty);
  }

  function json(value: unknown): unknown {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(json);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [text(name), json(member)]));
  }

  return {
    add,
    addHeaders(headers, which) {
      for (const [name, value] of Object.entries(headers)) {
        if (typeof value === "string" && (which === "all" || SECRET_HEADER.test(name))) add(...secretsIn(value));
      }
    },
    text,
    json,
    url: (url) => text(url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1")),
  };
}

/** As it is, and as it stands in JSON, in a URL, in a form and in HTML. */
function formsOf(secret: string): readonly string[] {
  return [
    ...new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      // A half of a surrogate pair cannot be encoded: it is replaced, as it is on its way to a server.
      encodeURIComponent(Buffer.from(secret, "utf8").toString("utf8")),
      new URLSearchParams({ x: secret }).toString().slice(2),
      secret.replace(/[&<>"']/g, (character) => HTML[character] ?? character),
    ]),
  ];
}

const HTML: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A header's value, and what in it is worth hiding when it is repeated alone: a token without its scheme, a cookie. */
function secretsIn(value: string): readonly string[] {
  const [, scheme = "", rest = value] = /^([A-Za-z][\w-]*)\s+(.+)$/s.exec(value) ?? [];
  const password = scheme.toLowerCase() === "basic" ? Buffer.from(rest, "base64").toString("utf8").split(":") : [];
  const parts = rest.split(/[\s;,]+/).map((part) => part.slice(part.indexOf("=") + 1));
  return [value, rest, password.slice(1).join(":"), ...parts.filter((part) => part.length >= 8)];
}
