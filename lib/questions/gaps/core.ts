import { dot } from '#lib/questions/grouping/vectors.ts';

/** Share of judged turns without an answer, of a text and those nearest it, from which it belongs to what the bot fails at. */
export const FAILS_HERE = 0.5;
/** Texts nearest it that speak for a text: most texts are asked once, and one turn says little. */
const NEAREST = 10;
/** Turns of one text at most that speak: what is asked a hundred times is no hundred questions. */
const TURNS_A_TEXT = 4;

/** A text of a group: where it lies, placed and at unit length, and how many of its turns were judged and got no answer. */
export type JudgedText = { id: string; placed: Float32Array; failed: number; judged: number };

/**
 * What of a group the bot fails at. `texts` by how near they are to the middle, the most typical first; `mean` is the mean of their
 * places, not at unit length, so that the product of two is the mean cosine between their texts; `failing` the share of their judged
 * turns that got no answer.
 */
export type Core = { texts: string[]; mean: Float32Array; failing: number };

/**
 * The texts of a group around which most turns get no answer. A question the bot cannot answer lies in one group with others that it
 * can; whether a text belongs to it is told by the turns of the ten texts nearest it, weighed by their squared cosine.
 * @returns null where the failures are scattered among answered turns
 */
export function coreOf(texts: readonly JudgedText[], from: number = FAILS_HERE): Core | null {
  const core = texts.filter((_, place) => failingAround(texts, place) >= from);
  const [first] = core;
  if (first === undefined) return null;
  const mean = new Float32Array(first.placed.length);
  for (const { placed } of core)
    for (let at = 0; at < mean.length; at += 1) mean[at] = (mean[at] ?? 0) + (placed[at] ?? 0) / core.length;
  const near = new Map(core.map((text) => [text, dot(text.placed, mean)]));
  const typical = core.toSorted((a, b) => (near.get(b) ?? 0) - (near.get(a) ?? 0) || b.failed - a.failed);
  return { texts: typical.map(({ id }) => id), mean, failing: shareOf(core.map((text) => ({ ...text, weight: 1 }))) };
}

function failingAround(texts: readonly JudgedText[], place: number): number {
  const own = texts[place];
  if (own === undefined) return 0;
  const near = texts
    .map((text) => ({ text, cosine: text === own ? 1 : dot(own.placed, text.placed) }))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, NEAREST + 1);
  return shareOf(
    near.map(({ text: { failed, judged }, cosine }) => {
      const counted = Math.min(1, TURNS_A_TEXT / Math.max(1, judged));
      return { failed: failed * counted, judged: judged * counted, weight: Math.max(0, cosine) ** 2 };
    }),
  );
}

function shareOf(all: readonly { failed: number; judged: number; weight: number }[]): number {
  const failed = all.reduce((sum, one) => sum + one.weight * one.failed, 0);
  const judged = all.reduce((sum, one) => sum + one.weight * one.judged, 0);
  return judged === 0 ? 0 : failed / judged;
}
