import { type Measured, sumMeasured } from '#lib/analytics/measured.ts';
import type { Split } from '#lib/analytics/overview.ts';
import { countOf } from '#lib/count.ts';

/** What was measured under a name: in the whole window (0), in the compared span of it (1) or in that of the period before (2). */
export type SplitPart = { name: string; window: number; measured: Measured };

/** The parts of each name as one, the most turns first. */
export function splitsOf(parts: readonly SplitPart[]): Split[] {
  return [...Map.groupBy(parts, ({ name }) => name)]
    .map(([name, own]) => {
      const byWindow = Map.groupBy(own, ({ window }) => window);
      const of = (window: number) => sumMeasured((byWindow.get(window) ?? []).map(({ measured }) => measured));
      return { name, whole: of(0), current: of(1), before: of(2) };
    })
    .toSorted((one, other) => other.whole.turns - one.whole.turns);
}

/** So many are named, in the tables and the menus; the log offers as many. */
export const MOST_SPLITS = 50;

/** The names of the largest, of which there is something in the whole window. */
export function choicesOf(splits: readonly Split[]): string[] {
  return splits
    .slice(0, MOST_SPLITS)
    .filter(({ whole }) => whole.turns > 0)
    .map(({ name }) => name);
}

/** The first of `splits`, and all the rest as one that says how many they are; null where there is no rest. */
export function largestOf(splits: readonly Split[]): { largest: Split[]; others: Split | null } {
  const rest = splits.slice(MOST_SPLITS);
  const of = (span: 'whole' | 'current' | 'before') => sumMeasured(rest.map((split) => split[span]));
  return {
    largest: splits.slice(0, MOST_SPLITS),
    others:
      rest.length === 0
        ? null
        : {
            name: countOf(rest.length, 'other', 'others'),
            whole: of('whole'),
            current: of('current'),
            before: of('before'),
          },
  };
}
