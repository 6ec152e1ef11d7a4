import type { Flag } from '#lib/charts/series.ts';

/** A flag as drawn: `at` is a share of the width; the label stands on the side that has room, or not at all. */
export type PlacedFlag = { at: number; label: string; side: 'left' | 'right'; written: boolean };

// What a letter of 11 px takes, and the flag with its gap.
const LETTER = 6.2;
const BESIDE = 16;

/** Places flags over `count` buckets `width` px wide: a label that would cover another flag or its label is left to the reading. */
export function placeFlags(flags: readonly Flag[], count: number, width: number): PlacedFlag[] {
  let taken = Number.NEGATIVE_INFINITY;
  const ordered = flags.toSorted((a, b) => a.at - b.at);
  return ordered.map(({ at, label }, index) => {
    const x = (at / count) * width;
    const length = label.length * LETTER + BESIDE;
    const next = ordered[index + 1];
    const limit = next ? (next.at / count) * width - BESIDE / 2 : width;
    if (x + length <= limit && x >= taken) {
      taken = x + length;
      return { at: at / count, label, side: 'right', written: true };
    }
    const fits = x - length >= Math.max(0, taken);
    taken = Math.max(taken, x + BESIDE / 2);
    return { at: at / count, label, side: 'left', written: fits };
  });
}

/** The labels of what changed within bucket `index`. */
export function flagsWithin(flags: readonly Flag[], index: number): string[] {
  return flags.filter(({ at }) => Math.floor(at) === index).map(({ label }) => label);
}
