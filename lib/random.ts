/** mulberry32: small, even enough, the same on every machine. @returns numbers from 0 on and below 1 */
export function randomOf(seed: number): () => number {
  return mulberry32(seed * 0x9e3779b1);
}

/** The same from a state as it is: seeds next to each other begin alike. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The element at `chance`, which is from 0 on and below 1. @throws Error when there is none */
export function pick<T>(from: readonly T[], chance: number): T {
  const found = from[Math.floor(chance * from.length)];
  if (found === undefined) throw new Error('There is nothing to pick from.');
  return found;
}

/** The first element most often, the n-th about 1/n as often (Zipf's law with exponent 1). */
export function pickByRank<T>(from: readonly T[], chance: number): T {
  return pick(from, (Math.floor((from.length + 1) ** chance) - 1) / from.length);
}

/** A log-normal number of this median; `spread` is the standard deviation of its logarithm (Box and Muller 1958). */
export function logNormal(random: () => number, median: number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(spread * normal);
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
