/** mulberry32: a seeded source of numbers in [0, 1), the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(from: readonly T[], random: () => number): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('There is nothing to pick from.');
  return found;
}

/** The first `most` of a shuffled copy (Fisher and Yates). */
export function sampleOf<T>(from: readonly T[], most: number, random: () => number): T[] {
  const left = [...from];
  const taken: T[] = [];
  while (taken.length < most && left.length > 0) {
    const at = Math.floor(random() * left.length);
    taken.push(...left.splice(at, 1));
  }
  return taken;
}
