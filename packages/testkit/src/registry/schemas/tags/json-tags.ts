import type { JsonEntity } from "./json-entities.js";
import { type JsonTree, memberOf, parseJsonTree, printJsonTree } from "./json-tree.js";
import type { TagChange, TaggedEntity } from "./tagged-entity.js";

const TAGS = "confluent:tags";

type Finder = (root: JsonTree) => readonly JsonEntity[];

/** The entities of a schema that is written in JSON. */
export function jsonTags(text: string, find: Finder): readonly TaggedEntity[] {
  return find(parseJsonTree(text)).map(toTagged);
}

/** The text with other tags. */
export function changeJsonTags(text: string, find: Finder, change: TagChange): string {
  const root = parseJsonTree(text);
  for (const entity of find(root)) {
    const tags = change(toTagged(entity));
    if (tags.length > 0) entity.node[TAGS] = [...tags];
    else delete entity.node[TAGS];
  }
  return printJsonTree(root);
}

function toTagged({ path, type, node }: JsonEntity): TaggedEntity {
  const tags = memberOf(node, TAGS);
  return { path, type, tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [] };
}
