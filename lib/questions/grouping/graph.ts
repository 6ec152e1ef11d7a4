import type { Neighbours } from './neighbours.ts';

/** An undirected weighted graph: the edges of node i lie from `offsets[i]` up to `offsets[i + 1]`, in both directions. */
export type Graph = {
  nodes: number;
  offsets: Int32Array;
  targets: Int32Array;
  weights: Float64Array;
  /** The sum of a node's edges, twice its weight with itself included. */
  degrees: Float64Array;
  /** The sum of all degrees: twice the weight of all edges. */
  total: number;
};

/** Edges side by side: the i-th goes from `from[i]` to `to[i]`. */
export type Edges = { from: ArrayLike<number>; to: ArrayLike<number>; weights: ArrayLike<number> };

/** Neighbours that a graph of so many texts has a text: n / 150, from 10 to 50 (chosen on BANKING77's train part). */
export function neighboursFor(texts: number): number {
  return Math.min(50, Math.max(10, Math.round(texts / 150)));
}

/** Every text with its k nearest, in either direction; an edge weighs its cosine cubed, and those below 0 are none. */
export function neighbourGraph(neighbours: Neighbours, k = neighboursFor(neighbours.count)): Graph {
  const room = neighbours.count * k;
  const from = new Int32Array(room);
  const to = new Int32Array(room);
  const weights = new Float64Array(room);
  let count = 0;
  for (let text = 0; text < neighbours.count; text += 1) {
    const { texts, cosines } = neighbours.of(text, k);
    for (let place = 0; place < texts.length; place += 1) {
      const cosine = cosines[place] ?? 0;
      if (cosine <= 0) continue;
      from[count] = text;
      to[count] = texts[place] ?? 0;
      weights[count] = cosine ** 3;
      count += 1;
    }
  }
  return graphOf(neighbours.count, {
    from: from.subarray(0, count),
    to: to.subarray(0, count),
    weights: weights.subarray(0, count),
  });
}

/** A graph of some edges; edges between the same two nodes are added up, and one from a node to itself weighs twice. */
export function graphOf(nodes: number, edges: Edges): Graph {
  const { from, to } = edges;
  const offsets = new Int32Array(nodes + 1);
  for (let edge = 0; edge < from.length; edge += 1) {
    const [one, other] = [from[edge] ?? 0, to[edge] ?? 0];
    offsets[one + 1] = (offsets[one + 1] ?? 0) + 1;
    if (one !== other) offsets[other + 1] = (offsets[other + 1] ?? 0) + 1;
  }
  for (let node = 0; node < nodes; node += 1) offsets[node + 1] = (offsets[node + 1] ?? 0) + (offsets[node] ?? 0);
  return addedUp(nodes, offsets, listed(nodes, offsets, edges));
}

type Lists = Pick<Graph, 'targets' | 'weights' | 'degrees'>;

/** Each edge in the lists of both its ends, in the order of the edges. */
function listed(nodes: number, offsets: Int32Array, { from, to, weights: given }: Edges): Lists {
  const targets = new Int32Array(offsets[nodes] ?? 0);
  const weights = new Float64Array(targets.length);
  const degrees = new Float64Array(nodes);
  const next = offsets.slice();
  const put = (node: number, target: number, weight: number) => {
    const at = next[node] ?? 0;
    targets[at] = target;
    weights[at] = weight;
    next[node] = at + 1;
  };
  for (let edge = 0; edge < from.length; edge += 1) {
    const [one, other, weight] = [from[edge] ?? 0, to[edge] ?? 0, given[edge] ?? 0];
    put(one, other, weight);
    if (one !== other) put(other, one, weight);
    degrees[one] = (degrees[one] ?? 0) + weight;
    degrees[other] = (degrees[other] ?? 0) + weight;
  }
  return { targets, weights, degrees };
}

/** The lists with each target once, where it came first; closes the gaps in place. */
function addedUp(nodes: number, offsets: Int32Array, { targets, weights, degrees }: Lists): Graph {
  const lastAt = new Int32Array(nodes).fill(-1);
  let kept = 0;
  for (let node = 0; node < nodes; node += 1) {
    const [begin, end, first] = [offsets[node] ?? 0, offsets[node + 1] ?? 0, kept];
    offsets[node] = first;
    for (let at = begin; at < end; at += 1) {
      const [target, weight] = [targets[at] ?? 0, weights[at] ?? 0];
      const before = lastAt[target] ?? -1;
      if (before >= first) {
        weights[before] = (weights[before] ?? 0) + weight;
        continue;
      }
      lastAt[target] = kept;
      targets[kept] = target;
      weights[kept] = weight;
      kept += 1;
    }
  }
  offsets[nodes] = kept;
  return {
    nodes,
    offsets,
    targets: targets.subarray(0, kept),
    weights: weights.subarray(0, kept),
    degrees,
    total: degrees.reduce((sum, degree) => sum + degree, 0),
  };
}
