import { formatSigned } from '#lib/charts/figures.ts';
import { linearScale } from '#lib/charts/scale.ts';
import type { Change } from '#lib/charts/series.ts';

/** Clear when the 95 % interval leaves zero out; else it could be chance. */
export function isClear({ low, high }: Pick<Change, 'low' | 'high'>): boolean {
  return low > 0 || high < 0;
}

/** Half the width of an axis that holds all of these changes and has zero in its middle; at least `least`. */
export function reachOf(changes: readonly Change[], least: number): number {
  return Math.max(least, ...changes.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
}

/** Where zero, the change and both ends stand, as shares of the width; ends beyond the axis stop at its edge. */
export function whiskerPlaces({ change, low, high }: Change, reach: number) {
  const scale = linearScale([-reach, reach], [0, 1]);
  const place = (value: number) => Math.max(0, Math.min(1, scale(value)));
  return { zero: place(0), at: place(change), from: place(low), to: place(high) };
}

/** `+7.1 points, 95 % interval +2.0 to +12.2: a clear change`. */
export function changeWords({ change, low, high }: Change, unit: string, decimals: number, clear: boolean): string {
  const verdict = clear ? 'a clear change' : 'could be chance';
  const [middle, from, to] = [change, low, high].map((value) => formatSigned(value, decimals));
  return `${middle} ${unit}, 95 % interval ${from} to ${to}: ${verdict}`;
}
