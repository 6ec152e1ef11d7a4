import { linearScale } from '#lib/charts/scale.ts';

type Frame = { width: number; height: number; inset: number };

/** Where the counts of a small line stand: from edge to edge, zero at the foot, the most at the top. */
export function sparkPlaces(counts: readonly number[], { width, height, inset }: Frame): { x: number; y: number }[] {
  const x = linearScale([0, Math.max(1, counts.length - 1)], [inset, width - inset]);
  const y = linearScale([0, Math.max(1, ...counts)], [height - inset, inset]);
  return counts.map((count, index) => ({ x: rounded(x(index)), y: rounded(y(count)) }));
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
