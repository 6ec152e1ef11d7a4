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

export type Edge = { from: number; to: number; weight: number };

/** Neighbours that a graph of so many texts has a text: n / 150, from 10 to 50 (chosen on BANKING77's train part). */
export function neighboursFor(texts: number): number {
  return Math.min(50, Math.max(10, Math.round(texts / 150)));
}

/** Every text with its k nearest, in either direction; an edge weighs its cosine cubed, and those below 0 are none. */
export function neighbourGraph(neighbours: Neighbours, k = neighboursFor(neighbours.count)): Graph {
  const edges: Edge[] = [];
  for (let from = 0; from < neighbours.count; from += 1)
    for (const { text: to, cosine } of neighbours.of(from, k))
      if (cosine > 0) edges.push({ from, to, weight: cosine ** 3 });
  return graphOf(neighbours.count, edges);
}

/** A graph of some edges; edges between the same two nodes are added up, and one from a node to itself weighs twice. */
export function graphOf(nodes: number, edges: readonly Edge[]): Graph {
  const lists: Map<number, number>[] = Array.from({ length: nodes }, () => new Map());
  const degrees = new Float64Array(nodes);
  for (const { from, to, weight } of edges) {
    const [there, back] = [lists[from], lists[to]];
    there?.set(to, (there.get(to) ?? 0) + weight);
    if (from !== to) back?.set(from, (back.get(from) ?? 0) + weight);
    degrees[from] = (degrees[from] ?? 0) + weight;
    degrees[to] = (degrees[to] ?? 0) + weight;
  }
  const offsets = new Int32Array(nodes + 1);
  for (const [node, list] of lists.entries()) offsets[node + 1] = (offsets[node] ?? 0) + list.size;
  const targets = new Int32Array(offsets[nodes] ?? 0);
  const weights = new Float64Array(offsets[nodes] ?? 0);
  let at = 0;
  for (const list of lists)
    for (const [to, weight] of list) {
      targets[at] = to;
      weights[at] = weight;
      at += 1;
    }
  return { nodes, offsets, targets, weights, degrees, total: degrees.reduce((sum, degree) => sum + degree, 0) };
}
