import { randomOf } from '#lib/random.ts';

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
  const next = randomOf(seed);
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
