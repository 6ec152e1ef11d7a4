import type { Space } from './space.ts';

/**
 * Cohesion below which a group is marked as mixed. Of those it marks on BANKING77's train part six of ten hold less than
 * 80 % of one category, of all groups four of ten; it finds three of ten of them. Nothing follows by itself.
 */
export const MIXED_BELOW = 0.5;

const CORE = 5;

export type Portrait = {
  /** The direction of its middle, at unit length: what a new text is compared with. */
  centroid: Float32Array;
  /** The text nearest the centroid, which stands for the group; of equals the most asked. */
  medoid: number;
  /** The five texts nearest the centroid: what stands for the group in a ruling. */
  core: number[];
  /** Mean cosine between two of its texts, from -1 to 1; 1 for a single text. */
  cohesion: number;
  /** Whether somebody should look if it holds more than one meaning. */
  mixed: boolean;
};

/** @param texts of one group, at least one @param asked how often a text was asked */
export function portrait(space: Space, texts: readonly number[], asked: (text: number) => number): Portrait {
  const centroid = space.centroid(texts);
  const ranked = texts
    .map((text) => ({ text, cosine: space.cosineTo(text, centroid) }))
    .sort((a, b) => b.cosine - a.cosine || asked(b.text) - asked(a.text) || a.text - b.text);
  const cohesion = cohesionOf(ranked.map(({ cosine }) => cosine));
  const core = ranked.slice(0, CORE).map(({ text }) => text);
  return { centroid, medoid: core[0] ?? 0, core, cohesion, mixed: cohesion < MIXED_BELOW };
}

/** From the cosines with the centroid: they add up to the length of the sum of all rows, which holds every pair twice. */
function cohesionOf(cosines: readonly number[]): number {
  const { length } = cosines;
  if (length < 2) return 1;
  const sum = cosines.reduce((total, cosine) => total + cosine, 0);
  return (sum ** 2 - length) / (length * (length - 1));
}
