import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editsBetween } from './edits.ts';

test.each([
  ['smiht', 'smith', 1, 'swapped'],
  ['smth', 'smith', 1, 'left out'],
  ['smiith', 'smith', 1, 'too many'],
  ['smitj', 'smith', 1, 'other letter'],
  ['msith', 'smith', 1, 'swapped'],
  ['mith', 'smith', 1, 'left out'],
  ['smiths', 'smith', 1, 'too many'],
  ['smith', 'smith', 0, null],
  ['simht', 'smith', 2, null],
  ['jones', 'smith', 3, null],
] as const)('%s for %s', (typed, meant, distance, slip) => {
  expect(editsBetween(typed, meant)).toEqual({ distance, slip });
});

test('beyond the most it looks for, it says one more and no slip', () => {
  expect(editsBetween('abcdef', 'badcfe', 1)).toEqual({ distance: 2, slip: null });
  expect(editsBetween('a', 'abcdef', 2)).toEqual({ distance: 3, slip: null });
});

/** The whole table, without the short ways that the function takes. */
function reference(a: string, b: string): number {
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i += 1) {
    rows.push([]);
    for (let j = 0; j <= b.length; j += 1) {
      const before = (x: number, y: number) => rows[x]?.[y] ?? Number.POSITIVE_INFINITY;
      const steps = [
        before(i - 1, j) + 1,
        before(i, j - 1) + 1,
        before(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      ];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) steps.push(before(i - 2, j - 2) + 1);
      rows[i]?.push(i + j === 0 ? 0 : Math.min(...steps));
    }
  }
  return rows[a.length]?.[b.length] ?? 0;
}

test('it agrees with the whole table, and is the same both ways', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editsBetween(a, b, 9).distance).toBe(reference(a, b));
      expect(editsBetween(b, a, 9).distance).toBe(reference(a, b));
    }),
  );
});
