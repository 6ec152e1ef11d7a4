import type { Embedder } from './embedder.ts';

const DIMS = 1024;
const SHORTEST = 3;
const LONGEST = 5;

/**
 * The fallback: character 3- to 5-grams of every word, weighted by TF-IDF and hashed into 1,024 signed places (feature
 * hashing, Weinberger et al. 2009). It knows letters, not meanings, and so serves any alphabet.
 * @param corpus texts whose grams tell which ones are common; with none, all weigh the same
 */
export function lexicalOf(corpus: readonly string[]): Embedder {
  const weights = weightsOf(corpus);
  return {
    id: 'lexical-char-3-5',
    dims: DIMS,
    embed: async (texts) => texts.map((text) => vectorOf(text, weights)),
  };
}

/** Inverse document frequency of each place, smoothed: log((1 + n) / (1 + texts that have it)) + 1. */
function weightsOf(corpus: readonly string[]): Float32Array {
  const having = new Float32Array(DIMS);
  for (const text of corpus)
    for (const place of new Set([...gramsOf(text).keys()].map((gram) => placeOf(hashOf(gram)))))
      having[place] = (having[place] ?? 0) + 1;
  return having.map((count) => Math.log((1 + corpus.length) / (1 + count)) + 1);
}

function vectorOf(text: string, weights: Float32Array): Float32Array {
  const vector = new Float32Array(DIMS);
  for (const [gram, times] of gramsOf(text)) {
    const hash = hashOf(gram);
    const place = placeOf(hash);
    const sign = (hash & 1) === 0 ? 1 : -1;
    vector[place] = (vector[place] ?? 0) + sign * (1 + Math.log(times)) * (weights[place] ?? 0);
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

function gramsOf(text: string): Map<string, number> {
  const grams = new Map<string, number>();
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    const signs = [...` ${word} `];
    for (let size = SHORTEST; size <= LONGEST; size += 1)
      for (let at = 0; at + size <= signs.length; at += 1) {
        const gram = signs.slice(at, at + size).join('');
        grams.set(gram, (grams.get(gram) ?? 0) + 1);
      }
  }
  return grams;
}

/** FNV-1a over UTF-16 units, then murmur3's last mixing: its low bits alone are uneven. */
function hashOf(gram: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < gram.length; at += 1) hash = Math.imul(hash ^ gram.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function placeOf(hash: number): number {
  return (hash >>> 1) % DIMS;
}
