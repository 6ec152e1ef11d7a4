import { expect, test } from 'vitest';
import { randomOf } from '#lib/random.ts';
import { type Graph, graphOf as graphOfEdges } from './graph.ts';
import { communitiesOf } from './leiden.ts';

type Edge = { from: number; to: number; weight: number };

function graphOf(nodes: number, edges: readonly Edge[]): Graph {
  return graphOfEdges(nodes, {
    from: edges.map(({ from }) => from),
    to: edges.map(({ to }) => to),
    weights: edges.map(({ weight }) => weight),
  });
}

/** Zachary's karate club (1977), the graph on which communities are shown. */
const karate =
  '0-1 0-2 0-3 0-4 0-5 0-6 0-7 0-8 0-10 0-11 0-12 0-13 0-17 0-19 0-21 0-31 1-2 1-3 1-7 1-13 1-17 1-19 1-21 1-30 2-3 2-7 2-8 2-9 2-13 2-27 2-28 2-32 3-7 3-12 3-13 4-6 4-10 5-6 5-10 5-16 6-16 8-30 8-32 8-33 9-33 13-33 14-32 14-33 15-32 15-33 18-32 18-33 19-33 20-32 20-33 22-32 22-33 23-25 23-27 23-29 23-32 23-33 24-25 24-27 24-31 25-31 26-29 26-33 27-33 28-31 28-33 29-32 29-33 30-32 30-33 31-32 31-33 32-33';
const club = graphOf(
  34,
  karate.split(' ').map((pair) => {
    const [from = 0, to = 0] = pair.split('-').map(Number);
    return { from, to, weight: 1 };
  }),
);

function modularity(graph: Graph, communities: Int32Array): number {
  let inside = 0;
  const weights = new Map<number, number>();
  for (let node = 0; node < graph.nodes; node += 1) {
    const own = communities[node] ?? 0;
    weights.set(own, (weights.get(own) ?? 0) + (graph.degrees[node] ?? 0));
    for (let at = graph.offsets[node] ?? 0; at < (graph.offsets[node + 1] ?? 0); at += 1)
      if (communities[graph.targets[at] ?? 0] === own) inside += graph.weights[at] ?? 0;
  }
  return inside / graph.total - [...weights.values()].reduce((sum, weight) => sum + (weight / graph.total) ** 2, 0);
}

test('the karate club falls into its four communities', () => {
  const communities = communitiesOf(club, 1);
  expect(new Set(communities).size).toBe(4);
  // 0.4198 is the greatest there is (Brandes et al. 2008).
  expect(modularity(club, communities)).toBeGreaterThan(0.415);
});

test('more resolution, more communities', () => {
  const count = (resolution: number) => new Set(communitiesOf(club, resolution)).size;
  expect(count(0.2)).toBeLessThan(count(1));
  expect(count(1)).toBeLessThan(count(4));
});

test('planted groups are found, and one graph has one answer', () => {
  const random = randomOf(9);
  const edges: Edge[] = [];
  for (let from = 0; from < 200; from += 1)
    for (let to = 0; to < from; to += 1)
      if (random() < (from % 5 === to % 5 ? 0.5 : 0.02)) edges.push({ from, to, weight: 1 });
  const communities = communitiesOf(graphOf(200, edges), 1);
  expect([...communities]).toEqual(Array.from({ length: 200 }, (_, node) => node % 5));
  expect(communitiesOf(graphOf(200, edges), 1)).toEqual(communities);
});

test('from communities that are given it goes on: good ones stay, though others were as good', () => {
  const ring = graphOf(
    12,
    Array.from({ length: 12 }, (_, node) => ({ from: node, to: (node + 1) % 12, weight: 1 })),
  );
  const shifted = Int32Array.from({ length: 12 }, (_, node) => Math.floor(((node + 1) % 12) / 4));
  const kept = communitiesOf(ring, 1, shifted);
  expect([...kept]).toEqual([0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0]);
});

test('nodes without edges stay alone; no nodes, no communities', () => {
  expect([...communitiesOf(graphOf(3, []), 1)]).toEqual([0, 1, 2]);
  expect([...communitiesOf(graphOf(0, []), 1)]).toEqual([]);
});

test('edges between the same two nodes are added up, and one to itself weighs twice', () => {
  const graph = graphOf(3, [
    { from: 0, to: 1, weight: 1 },
    { from: 2, to: 2, weight: 5 },
    { from: 1, to: 0, weight: 2 },
    { from: 1, to: 2, weight: 4 },
  ]);
  expect({ ...graph, targets: [...graph.targets], weights: [...graph.weights] }).toMatchObject({
    offsets: Int32Array.from([0, 1, 3, 5]),
    targets: [1, 0, 2, 2, 1],
    weights: [3, 3, 4, 5, 4],
    degrees: Float64Array.from([3, 7, 14]),
    total: 24,
  });
});
