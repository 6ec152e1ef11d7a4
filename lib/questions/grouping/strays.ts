import { BLOCK, Dots } from './dots.ts';
import type { Neighbours } from './neighbours.ts';
import type { Space } from './space.ts';

/** Mean cosine below which two parts of a community are two groups; chosen on BANKING77's train part. */
export const APART = 0.35;
/**
 * The same as a share of the middle cosine of a text and its nearest. Where people ask in words of their own each time, nearest
 * texts are at .45, not .8, and whole questions no nearer than .2. By this share any number of BANKING77's questions has .35.
 */
const APART_SHARE = 0.44;
/** A community of more texts is left whole: its table of cosines would take over 144 MB. */
const MOST = 6_000;

/** Mean cosine below which two parts of a community of this corpus are two groups. */
export function apartIn(neighbours: Neighbours): number {
  const nearest = Float32Array.from({ length: neighbours.count }, (_, text) => neighbours.of(text, 1).cosines[0] ?? 0);
  const middle = nearest.sort()[nearest.length >> 1] ?? 1;
  return Math.min(APART, APART_SHARE * middle);
}

/**
 * Average-link clustering inside one community (nearest-neighbour chain, Murtagh 1983; distances kept up by Lance and
 * Williams 1967): parts join while the mean cosine between them is at least `apart`.
 * @returns the parts, each with its texts in their order
 */
export function splitStrays(space: Space, texts: readonly number[], apart: number = APART): number[][] {
  if (texts.length < 2 || texts.length > MOST) return [[...texts]];
  const size = texts.length;
  const cosines = tableOf(space, texts);
  const parts: (number[] | null)[] = texts.map((text) => [text]);
  const chain: number[] = [];
  const finished: number[][] = [];
  const left = new Set(texts.keys());
  while (left.size > 0) {
    if (chain.length === 0) chain.push(left.values().next().value ?? 0);
    const last = chain.at(-1) ?? 0;
    const before = chain.at(-2);
    const { nearest, cosine } = nearestOf(cosines, size, last, left, before);
    if (nearest === null || cosine < apart) {
      // No part comes nearer to it by joining others, as average link never brings nearer what is further than both.
      chain.pop();
      left.delete(last);
      finished.push(parts[last] ?? []);
      continue;
    }
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.splice(-2);
    join(cosines, size, parts, left, last, nearest);
  }
  return finished.map((part) => part.sort((a, b) => a - b)).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

function tableOf(space: Space, texts: readonly number[]): Float32Array {
  const size = texts.length;
  const cosines = new Float32Array(size * size);
  const dots = new Dots(space.dims);
  for (let down = 0; down < size; down += BLOCK) {
    const rows = space.rowsOf(texts.slice(down, down + BLOCK));
    for (let across = 0; across < size; across += BLOCK) {
      const others = texts.slice(across, across + BLOCK);
      const { cells, width } = dots.table(rows, space.rowsOf(others));
      for (let row = 0; row < BLOCK && down + row < size; row += 1)
        cosines.set(cells.subarray(row * width, row * width + others.length), (down + row) * size + across);
    }
  }
  return cosines;
}

/** The nearest part; of equals the one before it in the chain, so that the chain ends. */
function nearestOf(cosines: Float32Array, size: number, of: number, among: Set<number>, before: number | undefined) {
  let nearest = before ?? null;
  let cosine = before === undefined ? -2 : (cosines[of * size + before] ?? -2);
  for (const part of among) {
    const value = cosines[of * size + part] ?? -2;
    if (part !== of && value > cosine) [nearest, cosine] = [part, value];
  }
  return { nearest, cosine };
}

function join(
  cosines: Float32Array,
  size: number,
  parts: (number[] | null)[],
  left: Set<number>,
  a: number,
  b: number,
): void {
  const [ofA, ofB] = [parts[a] ?? [], parts[b] ?? []];
  const share = ofA.length / (ofA.length + ofB.length);
  for (const other of left) {
    const cosine = share * (cosines[a * size + other] ?? 0) + (1 - share) * (cosines[b * size + other] ?? 0);
    cosines[a * size + other] = cosine;
    cosines[other * size + a] = cosine;
  }
  parts[a] = [...ofA, ...ofB];
  parts[b] = null;
  left.delete(b);
}
