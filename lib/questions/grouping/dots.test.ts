import { expect, test } from 'vitest';
import { randomOf } from '#lib/random.ts';
import { BLOCK, Dots } from './dots.ts';
import { dot } from './vectors.ts';

test.each([
  [384, BLOCK, BLOCK],
  [24, 5, 7],
  [3, 1, 1],
  [10, 4, 2],
  [1024, 127, 3],
])('%i dimensions, %i rows by %i: as one by one', (dims, countA, countB) => {
  const random = randomOf(dims);
  const rows = (count: number) => Float32Array.from({ length: count * dims }, () => random() - 0.5);
  const dots = new Dots(dims);
  // What an earlier call left behind must not count.
  dots.table(rows(BLOCK), rows(BLOCK));
  const [a, b] = [rows(countA), rows(countB)];
  const { cells, width } = dots.table(a, b);
  const row = (of: Float32Array, at: number) => of.subarray(at * dims, (at + 1) * dims);
  let furthest = 0;
  for (let i = 0; i < countA; i += 1)
    for (let j = 0; j < countB; j += 1)
      furthest = Math.max(furthest, Math.abs((cells[i * width + j] ?? Number.NaN) - dot(row(a, i), row(b, j))));
  expect(furthest).toBeLessThan(1e-4);
});
