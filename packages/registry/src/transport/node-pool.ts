import type { RegistryNode } from "./base-url.js";

/** A node's state, as `client.stats()` shows it. */
export type NodeState = {
  /** The node's address, without credentials. */
  readonly url: string;
  /** Whether the node failed a short while ago and is asked only when no other is left. */
  readonly setAside: boolean;
};

/** Which node to ask. Sticks to one that works; a node that failed is set aside for a while, then tried again. */
export type NodePool = {
  /**
   * The nodes in the order in which to try them now: those in use first, those set aside last. A node whose time is
   * up stands first for one caller that may probe it (its request can go on to another node), and no other.
   */
  order(mayProbe: boolean): readonly RegistryNode[];
  succeeded(node: RegistryNode): void;
  failed(node: RegistryNode): void;
  readonly states: () => readonly NodeState[];
};

/** A pool of the given nodes; `now` is a clock in milliseconds. */
export function createNodePool(
  nodes: readonly RegistryNode[],
  setAsideMs: number,
  now: () => number = Date.now,
): NodePool {
  const setAsideUntil = new Map<RegistryNode, number>();
  let preferred = 0;
  const isSetAside = (node: RegistryNode) => (setAsideUntil.get(node) ?? 0) > now();

  return {
    order(mayProbe) {
      const hasFailed = (node: RegistryNode) => setAsideUntil.has(node);
      const due = mayProbe ? nodes.find((node) => hasFailed(node) && !isSetAside(node)) : undefined;
      // The others leave it alone until the caller that got it knows more, or for as long again.
      if (due !== undefined) setAsideUntil.set(due, now() + setAsideMs);
      const others = [...nodes.slice(preferred), ...nodes.slice(0, preferred)].filter((node) => node !== due);
      return [
        ...(due === undefined ? [] : [due]),
        ...others.filter((node) => !hasFailed(node)),
        // Every node is down: the one whose time is up first is the likeliest to be back.
        ...others
          .filter(hasFailed)
          .sort((left, right) => (setAsideUntil.get(left) ?? 0) - (setAsideUntil.get(right) ?? 0)),
      ];
    },
    succeeded(node) {
      setAsideUntil.delete(node);
      preferred = nodes.indexOf(node);
    },
    failed(node) {
      if (nodes.length > 1) setAsideUntil.set(node, now() + setAsideMs);
    },
    states: () => nodes.map((node) => ({ url: node.url, setAside: isSetAside(node) })),
  };
}
