/** That a vertex on the left may be matched with one on the right. */
export type Edge = { readonly left: number; readonly right: number };

/**
 * A maximum matching of a bipartite graph (Hopcroft and Karp): as many edges as possible, no two of which share a
 * vertex. Earlier edges are preferred where that costs nothing.
 */
export function maximumMatching<E extends Edge>(
  edges: readonly E[],
  leftSize: number,
  rightSize: number,
): readonly E[] {
  const outgoing: E[][] = Array.from({ length: leftSize }, () => []);
  const ofLeft: (E | undefined)[] = new Array(leftSize).fill(undefined);
  const ofRight: (E | undefined)[] = new Array(rightSize).fill(undefined);
  for (const edge of edges) {
    outgoing[edge.left]?.push(edge);
    if (ofLeft[edge.left] !== undefined || ofRight[edge.right] !== undefined) continue;
    ofLeft[edge.left] = edge;
    ofRight[edge.right] = edge;
  }
  for (
    let layers = layersOf(outgoing, ofLeft, ofRight);
    layers !== undefined;
    layers = layersOf(outgoing, ofLeft, ofRight)
  )
    augment(outgoing, ofLeft, ofRight, layers);
  return ofLeft.filter((edge) => edge !== undefined);
}

/** How far each vertex on the left is from an unmatched one; undefined if no unmatched one on the right is reached. */
function layersOf<E extends Edge>(
  outgoing: readonly (readonly E[])[],
  ofLeft: readonly (E | undefined)[],
  ofRight: readonly (E | undefined)[],
): number[] | undefined {
  const layers: number[] = ofLeft.map((edge) => (edge === undefined ? 0 : -1));
  const queue = ofLeft.flatMap((edge, left) => (edge === undefined ? [left] : []));
  let reached = false;
  for (const left of queue)
    for (const { right } of outgoing[left] ?? []) {
      const next = ofRight[right]?.left;
      if (next === undefined) reached = true;
      else if (layers[next] === -1) {
        layers[next] = (layers[left] ?? 0) + 1;
        queue.push(next);
      }
    }
  return reached ? layers : undefined;
}

/** Follows disjoint paths to unmatched vertices on the right, depth first, and swaps what is matched along them. */
function augment<E extends Edge>(
  outgoing: readonly (readonly E[])[],
  ofLeft: (E | undefined)[],
  ofRight: (E | undefined)[],
  layers: number[],
): void {
  const tried = new Array<number>(outgoing.length).fill(0);
  const starts = ofLeft.flatMap((edge, left) => (edge === undefined ? [left] : []));
  for (const start of starts) {
    const path: E[] = [];
    let left: number | undefined = start;
    while (left !== undefined) {
      const edge: E | undefined = outgoing[left]?.[tried[left] ?? 0];
      if (edge === undefined) {
        // A dead end: back to where the path came from, and on with its next edge.
        layers[left] = -1;
        left = path.pop()?.left;
        continue;
      }
      tried[left] = (tried[left] ?? 0) + 1;
      const next: number | undefined = ofRight[edge.right]?.left;
      if (next === undefined) {
        for (const step of [...path, edge]) {
          ofLeft[step.left] = step;
          ofRight[step.right] = step;
        }
        break;
      }
      if (layers[next] !== (layers[left] ?? 0) + 1) continue;
      path.push(edge);
      left = next;
    }
  }
}
