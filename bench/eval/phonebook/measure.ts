import { mulberry32 } from '#lib/random.ts';

export type Quality = { mrr: number; s1: number; s3: number };

/** Mean reciprocal rank within ten, and success at one and three. @param ranks 1-based rank of each target, 0 when not among ten */
export function qualityOf(ranks: readonly number[]): Quality {
  const mean = (value: (rank: number) => number) =>
    ranks.length === 0 ? 0 : ranks.reduce((sum, rank) => sum + value(rank), 0) / ranks.length;
  return {
    mrr: mean((rank) => (rank === 0 ? 0 : 1 / rank)),
    s1: mean((rank) => (rank === 1 ? 1 : 0)),
    s3: mean((rank) => (rank >= 1 && rank <= 3 ? 1 : 0)),
  };
}

/** The 95 % interval of the MRR by the bootstrap, 1,000 resamples (Efron 1979). */
export function intervalOf(ranks: readonly number[]): [number, number] {
  if (ranks.length === 0) return [0, 0];
  const random = mulberry32(ranks.length);
  const means = Array.from({ length: 1000 }, () => {
    let sum = 0;
    for (let i = 0; i < ranks.length; i += 1) {
      const rank = ranks[Math.floor(random() * ranks.length)] ?? 0;
      sum += rank === 0 ? 0 : 1 / rank;
    }
    return sum / ranks.length;
  }).sort((a, b) => a - b);
  return [means[25] ?? 0, means[974] ?? 0];
}
