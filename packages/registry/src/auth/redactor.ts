/** Takes secrets out of texts that end up in errors: servers and proxies like to repeat what they were sent. */
export type Redactor = {
  add(...secrets: readonly string[]): void;
  /** The text, with every known secret replaced. */
  text(text: string): string;
  /** A URL without credentials, and without known secrets. */
  url(url: string): string;
};

/** Tokens change: beyond this the oldest are forgotten. */
const AT_MOST = 64;
/** Shorter ones stand in ordinary words; replacing them would garble every message and hide nothing. */
const SHORTEST = 4;

/** A redactor of its own for every client: no secret is shared between them. */
export function createRedactor(): Redactor {
  const known = new Set<string>();
  const redactor: Redactor = {
    add(...secrets) {
      // As it is, as it stands in JSON, and as it stands in a URL or form.
      for (const secret of secrets.flatMap((plain) => [
        plain,
        JSON.stringify(plain).slice(1, -1),
        encodeURIComponent(plain),
      ])) {
        if (secret.length < SHORTEST || known.has(secret)) continue;
        known.add(secret);
        const oldest = known.values().next().value;
        if (known.size > AT_MOST && oldest !== undefined) known.delete(oldest);
      }
    },
    text(text) {
      let clean = text;
      for (const secret of known) clean = clean.replaceAll(secret, "***");
      return clean;
    },
    url(url) {
      const clean = url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1");
      return redactor.text(clean);
    },
  };
  return redactor;
}
