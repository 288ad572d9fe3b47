/** Topics that Kafka itself writes to; clients are told so. */
const INTERNAL = new Set(["__consumer_offsets", "__transaction_state"]);

const MAX_LENGTH = 249;

/** What is wrong with a topic's name, or `undefined`. */
export function topicNameProblem(name: string): string | undefined {
  if (name === "") return "Topic name is invalid: the empty string is not allowed";
  if (name === "." || name === "..") return `Topic name is invalid: '.' or '..' is not allowed`;
  if (name.length > MAX_LENGTH) return `Topic name is invalid: longer than ${MAX_LENGTH} characters`;
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return "Topic name is invalid: it contains characters other than ASCII alphanumerics, '.', '_' and '-'";
  }
  return undefined;
}

export function isInternalTopic(name: string): boolean {
  return INTERNAL.has(name);
}

/** Kafka's metrics cannot tell `.` from `_`, so that names which differ in nothing else collide. */
export function collisionKey(name: string): string {
  return name.replaceAll(".", "_");
}
