/** Who waits for whom, each as `[who waits, for whom]`, by the lines `4312 waits for 4310 and 4311: …`; in order. */
export function edgesIn(evidence: readonly string[]): [number, number][] {
  const edges = evidence.flatMap((line) => {
    const [, waiter, blockers = ''] = /^(\d+) waits for ([^:]+):/.exec(line) ?? [];
    return [...blockers.matchAll(/\d+/g)].map(([blocker]): [number, number] => [Number(waiter), Number(blocker)]);
  });
  return inOrder(edges);
}

export function inOrder(edges: readonly [number, number][]): [number, number][] {
  return edges.toSorted((one, other) => one[0] - other[0] || one[1] - other[1]);
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 };

/** Milliseconds of a length of time as the page has it: `0.4 ms`, `2,900 ms`, `2.9 s`, `4 min 2 s`. NaN where it has none. */
export function millisecondsIn(words: string): number {
  const parts = [...words.matchAll(/([\d,.]+) (ms|min|s)\b/g)];
  if (parts.length === 0) return Number.NaN;
  return parts.reduce(
    (sum, [, count = '', unit = '']) => sum + Number(count.replaceAll(',', '')) * (unitMs[unit] ?? 0),
    0,
  );
}
