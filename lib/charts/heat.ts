import type { HeatRow } from '#lib/charts/series.ts';

export const HEAT_STEPS = 6;

/** 0 for none, else which of six equal shares of `most` a count lies in, 6 the greatest. */
export function heatStep(count: number, most: number): number {
  if (count <= 0 || most <= 0) return 0;
  return Math.min(HEAT_STEPS, Math.max(1, Math.ceil((count / most) * HEAT_STEPS)));
}

/** The greatest count, 0 without any. */
export function mostOf(rows: readonly HeatRow[]): number {
  return Math.max(0, ...rows.flatMap((row) => row.cells.map((cell) => cell.count)));
}
