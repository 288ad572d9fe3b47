/** The parts of a URI reference (RFC 3986, appendix B), without its fragment. */
type Parts = { scheme: string; authority: string | undefined; path: string; query: string };

const URI = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(?:#(.*))?$/s;

function partsOf(uri: string): Parts {
  const [, scheme = "", authority, path = "", query = ""] = URI.exec(uri) ?? [];
  return { scheme, authority, path, query };
}

/** A URI without its fragment, and the fragment. */
export function splitFragment(uri: string): { readonly uri: string; readonly fragment: string } {
  const at = uri.indexOf("#");
  return at === -1 ? { uri, fragment: "" } : { uri: uri.slice(0, at), fragment: uri.slice(at + 1) };
}

/**
 * Resolves a reference against a base (RFC 3986, section 5), which may be relative or empty itself: names of registry
 * references seldom are absolute. The fragment is left out.
 */
export function resolveUri(base: string, reference: string): string {
  const to = partsOf(reference);
  if (to.scheme !== "") return print({ ...to, path: withoutDots(to.path) });
  const from = partsOf(base);
  if (to.authority !== undefined) return print({ ...to, scheme: from.scheme, path: withoutDots(to.path) });
  const { scheme, authority } = from;
  if (to.path === "") return print({ scheme, authority, path: from.path, query: to.query || from.query });
  if (to.path.startsWith("/")) return print({ scheme, authority, path: withoutDots(to.path), query: to.query });
  const folder = authority !== undefined && from.path === "" ? "/" : from.path.slice(0, from.path.lastIndexOf("/") + 1);
  return print({ scheme, authority, path: withoutDots(folder + to.path), query: to.query });
}

function print({ scheme, authority, path, query }: Parts): string {
  return `${scheme === "" ? "" : `${scheme}:`}${authority === undefined ? "" : `//${authority}`}${path}${query}`;
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split("/");
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === ".") {
      if (last) kept.push("");
    } else if (segment === ".." && (kept.length > 1 || (kept.length === 1 && kept[0] !== "" && kept[0] !== ".."))) {
      kept.pop();
      if (last) kept.push("");
    } else if (segment !== ".." || !path.startsWith("/")) {
      kept.push(segment);
    }
  });
  return kept.join("/");
}
