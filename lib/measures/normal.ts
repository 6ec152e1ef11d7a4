/** Of the normal distribution, what 95 % lie within on both sides. */
export const Z95 = 1.959963984540054;

/**
 * The chance that a normal variable is at least so many standard deviations from its mean, on either side. The Chebyshev fit
 * of erfc in Press et al., Numerical Recipes (6.2), within 1.2e-7 of the value.
 */
export function chanceBeyond(deviations: number): number {
  const x = Math.abs(deviations) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const series = erfcTerms.reduceRight((sum, term) => sum * t + term, 0);
  return t * Math.exp(-x * x + series);
}

const erfcTerms = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
];

/**
 * What 95 % of Student's t lie within on both sides; `freedom` need not be whole, and is at least 1. G. W. Hill, Algorithm
 * 396, Communications of the ACM 13 (1970).
 */
export function studentT95(freedom: number): number {
  const n = Math.max(1, freedom);
  if (n < 1.000001) return 12.706204736432095;
  if (Math.abs(n - 2) < 1e-6) return 4.302652729696142;
  const a = 1 / (n - 0.5);
  const b = 48 / a ** 2;
  const c = ((20_700 * a) / b - 98) * a ** 2 - 16 * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * n;
  const y = (0.05 * d) ** (2 / n);
  return Math.sqrt(n * (y > 0.05 + a ? farFromOne(n, a, b, c, d) : nearOne(n, d, y)));
}

function farFromOne(n: number, a: number, b: number, c: number, d: number): number {
  const x = -Z95;
  const y = x * x;
  const base = n < 5 ? c + 0.3 * (n - 4.5) * (x + 0.6) : c;
  const divisor = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + base;
  const spread = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / divisor - y - 3) / b + 1) * x;
  return Math.expm1(a * spread ** 2);
}

function nearOne(n: number, d: number, y: number): number {
  const first = 1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4);
  return ((first * y - 1) * (n + 1)) / (n + 2) + 1 / y;
}
