/** A seeded source of chance, the same on every machine, for simulations in tests. */
export type Chance = {
  /** Even in [0, 1). */
  next: () => number;
  normal: () => number;
  /** Successes in `trials` tries. */
  binomial: (trials: number, rate: number) => number;
  poisson: (mean: number) => number;
  /** Counts with this mean and variance `mean * spread`: days differ more than chance alone would have them. */
  spreadCount: (mean: number, spread: number) => number;
};

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const binomial = (trials: number, rate: number) => {
    let successes = 0;
    for (let trial = 0; trial < trials; trial++) if (next() < rate) successes += 1;
    return successes;
  };
  const poisson = (mean: number) => {
    if (mean > 200) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    let count = -1;
    for (let product = 1; product > Math.exp(-mean); count++) product *= next();
    return count;
  };
  // A Poisson count whose mean is itself drawn, from a log-normal with the variance that is missing.
  const spreadCount = (mean: number, spread: number) => {
    const sigma = Math.sqrt(Math.log(1 + (spread - 1) / mean));
    return poisson(mean * Math.exp(sigma * normal() - sigma ** 2 / 2));
  };
  return { next, normal, binomial, poisson, spreadCount };
}
