import { createHash, timingSafeEqual } from "node:crypto";

/** Who may use the registry. A request needs one of the two; `/health` is open to everybody. */
export type AuthOptions = {
  /** Users and their passwords, or a function that decides. */
  readonly basic?:
    | readonly { readonly user: string; readonly password: string }[]
    | ((user: string, password: string) => boolean | Promise<boolean>)
    | undefined;
  /** Tokens, or a function that decides. */
  readonly bearer?: readonly string[] | ((token: string) => boolean | Promise<boolean>) | undefined;
};

/** Looks at an Authorization header. Undefined when it is in order, else the value of WWW-Authenticate. */
export type Authorizer = (authorization: string | undefined) => Promise<string | undefined>;

/** An authorizer; without options everybody is let in. Throws when nobody ever could be. */
export function createAuthorizer(auth: AuthOptions | undefined): Authorizer {
  if (auth === undefined) return () => Promise.resolve(undefined);
  const { basic, bearer } = auth;
  if (basic === undefined && bearer === undefined) {
    throw new Error("`auth` has neither `basic` nor `bearer`: nobody could use the registry");
  }
  const schemes = [
    ...(basic === undefined ? [] : ['Basic realm="schema-registry", charset="UTF-8"']),
    ...(bearer === undefined ? [] : ['Bearer realm="schema-registry"']),
  ];
  const isUser = basic === undefined ? refuse : typeof basic === "function" ? basic : createUserList(basic);
  const isToken = bearer === undefined ? refuse : typeof bearer === "function" ? bearer : createTokenList(bearer);
  return async (authorization) => {
    const [, scheme = "", credentials = ""] = /^(\S+) +(\S+) *$/.exec(authorization ?? "") ?? [];
    const allowed =
      scheme.toLowerCase() === "bearer" ? await isToken(credentials) : await isBasicUser(scheme, credentials, isUser);
    return allowed ? undefined : schemes.join(", ");
  };
}

async function isBasicUser(
  scheme: string,
  credentials: string,
  isUser: (user: string, password: string) => boolean | Promise<boolean>,
): Promise<boolean> {
  if (scheme.toLowerCase() !== "basic") return false;
  const pair = Buffer.from(credentials, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon >= 0 && (await isUser(pair.slice(0, colon), pair.slice(colon + 1)));
}

function refuse(): boolean {
  return false;
}

function createUserList(users: readonly { readonly user: string; readonly password: string }[]) {
  const known = createTokenList(users.map(({ user, password }) => `${user}:${password}`));
  return (user: string, password: string) => known(`${user}:${password}`);
}

/** Takes as long for a wrong secret as for a right one: digests have one length, and all of them are compared. */
function createTokenList(secrets: readonly string[]) {
  const digests = secrets.map(digest);
  return (secret: string) => {
    const given = digest(secret);
    let found = false;
    for (const known of digests) if (timingSafeEqual(known, given)) found = true;
    return found;
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
