import { joinName, type ProtoFile, type ProtoMessage, type ProtoType } from "@magicbyte/proto-text";

/** The messages of a schema's text as message indexes count them: messages only, in the order in which they stand there. */
export type MessageTree = {
  /** The full name of the message at a path of indexes; undefined where there is none. */
  nameAt(indexes: readonly number[]): string | undefined;
  /** The path to a message; undefined where there is none of this full name. */
  pathTo(fullName: string): readonly number[] | undefined;
  /** The full names of the top-level messages. */
  readonly names: readonly string[];
};

/**
 * The messages of a file. The entry messages of maps count where they are written out, as in texts that were made of
 * descriptors, and not where there is a `map<...>`; groups do not count.
 */
export function messageTree(file: ProtoFile): MessageTree {
  const scope = file.package ?? "";
  const roots = messagesOf(file.types);
  return {
    names: roots.map(({ name }) => joinName(scope, name)),
    nameAt(indexes) {
      let messages = roots;
      let fullName = scope;
      for (const index of indexes) {
        const message = messages[index];
        if (message === undefined) return undefined;
        fullName = joinName(fullName, message.name);
        messages = messagesOf(message.types);
      }
      return fullName;
    },
    pathTo: (fullName) => pathTo(roots, scope, fullName),
  };
}

function messagesOf(types: readonly ProtoType[]): readonly ProtoMessage[] {
  return types.filter((type): type is ProtoMessage => type.kind === "message");
}

function pathTo(messages: readonly ProtoMessage[], scope: string, wanted: string): readonly number[] | undefined {
  for (const [index, message] of messages.entries()) {
    const fullName = joinName(scope, message.name);
    if (fullName === wanted) return [index];
    if (!wanted.startsWith(`${fullName}.`)) continue;
    const inner = pathTo(messagesOf(message.types), fullName, wanted);
    if (inner !== undefined) return [index, ...inner];
  }
  return undefined;
}
