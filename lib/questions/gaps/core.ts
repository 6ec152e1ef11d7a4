import { BLOCK, Dots } from '#lib/questions/grouping/dots.ts';
import { dot } from '#lib/questions/grouping/vectors.ts';

/** Share of turns without an answer from which a text belongs to what the bot fails at. */
export const FAILS_HERE = 0.5;
/** So many turns decide about a text: its own latest, and what those lack to it is taken from the texts nearest it. */
export const DECIDING = 10;
const NEAREST = 10;
/** Turns of one near text at most that speak: what is asked a hundred times is no hundred questions. */
const TURNS_A_TEXT = 4;

/** Share of the greatest nearness to the middle from which a text is as typical as any: of those the one that failed most speaks for all. */
const AS_TYPICAL = 0.9;

/**
 * A text of a group: where it lies, placed and at unit length, how many of its latest turns were judged and got no answer, and how
 * many got none at any time.
 */
export type JudgedText = { id: string; placed: Float32Array; failed: number; judged: number; everFailed: number };

/**
 * What of a group the bot fails at. `texts`: the typical ones that failed, most often first, then the others by how near
 * they are to the middle; `mean` is the mean of their
 * places, not at unit length, so that the product of two is the mean cosine between their texts; `failing` the share of their latest judged
 * turns that got no answer.
 */
export type Core = { texts: string[]; mean: Float32Array; failing: number };

/**
 * The texts of a group that mostly get no answer. A question the bot cannot answer lies in one group with others that it can, and most
 * texts are asked once: so ten turns decide about each, its own latest and, where it was not asked as often, as many as are missing at the rate of
 * the ten texts nearest it, weighed by their squared cosine.
 * @returns null where the failures are scattered among answered turns
 */
export function coreOf(texts: readonly JudgedText[], from: number = FAILS_HERE): Core | null {
  const cosines = new Cosines(texts.map(({ placed }) => placed));
  const core = texts.filter((text, place) => failingAround(text, texts, cosines.of(place)) >= from);
  const [first] = core;
  if (first === undefined) return null;
  const mean = new Float32Array(first.placed.length);
  for (const { placed } of core)
    for (let at = 0; at < mean.length; at += 1) mean[at] = (mean[at] ?? 0) + (placed[at] ?? 0) / core.length;
  const near = new Map(core.map((text) => [text, dot(text.placed, mean)]));
  const enough = AS_TYPICAL * Math.max(...near.values());
  const isTypical = (text: JudgedText) => text.everFailed > 0 && (near.get(text) ?? 0) >= enough;
  const typical = core.toSorted(
    (a, b) =>
      Number(isTypical(b)) - Number(isTypical(a)) ||
      (isTypical(a) ? b.everFailed - a.everFailed : 0) ||
      (near.get(b) ?? 0) - (near.get(a) ?? 0),
  );
  const { failed, judged } = sumOf(core.map((text) => ({ ...text, weight: 1 })));
  return { texts: typical.map(({ id }) => id), mean, failing: failed / Math.max(1, judged) };
}

/** @param cosines with every text of the group */
function failingAround(own: JudgedText, texts: readonly JudgedText[], cosines: Float32Array): number {
  const missing = Math.max(0, DECIDING - own.judged);
  if (missing === 0) return own.failed / own.judged;
  const near = texts
    .map((text, place) => ({ text, cosine: cosines[place] ?? 0 }))
    .filter(({ text }) => text !== own && text.judged > 0)
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, NEAREST);
  const around = sumOf(
    near.map(({ text: { failed, judged }, cosine }) => {
      const counted = Math.min(1, TURNS_A_TEXT / judged);
      return { failed: failed * counted, judged: judged * counted, weight: Math.max(0, cosine) ** 2 };
    }),
  );
  const lent = around.judged === 0 ? 0 : missing;
  const failed = own.failed + (lent === 0 ? 0 : (lent * around.failed) / around.judged);
  return own.judged + lent === 0 ? 0 : failed / (own.judged + lent);
}

function sumOf(all: readonly { failed: number; judged: number; weight: number }[]): { failed: number; judged: number } {
  return {
    failed: all.reduce((sum, one) => sum + one.weight * one.failed, 0),
    judged: all.reduce((sum, one) => sum + one.weight * one.judged, 0),
  };
}

/** The cosines of texts at unit length with each other, row by row. */
class Cosines {
  readonly #cells: Float32Array;
  readonly #count: number;

  constructor(placed: readonly Float32Array[]) {
    const dims = placed[0]?.length ?? 0;
    this.#count = placed.length;
    this.#cells = new Float32Array(this.#count ** 2);
    const dots = new Dots(dims);
    const rows = Array.from({ length: Math.ceil(this.#count / BLOCK) }, (_, block) =>
      rowsOf(placed, block * BLOCK, dims),
    );
    for (const [down, a] of rows.entries())
      for (const [across, b] of rows.entries()) {
        const { cells, width } = dots.table(a, b);
        for (let row = 0; row * dims < a.length; row += 1)
          this.#cells.set(
            cells.subarray(row * width, row * width + b.length / dims),
            (down * BLOCK + row) * this.#count + across * BLOCK,
          );
      }
  }

  of(place: number): Float32Array {
    return this.#cells.subarray(place * this.#count, (place + 1) * this.#count);
  }
}

function rowsOf(placed: readonly Float32Array[], from: number, dims: number): Float32Array {
  const some = placed.slice(from, from + BLOCK);
  const rows = new Float32Array(some.length * dims);
  for (const [place, row] of some.entries()) rows.set(row, place * dims);
  return rows;
}
