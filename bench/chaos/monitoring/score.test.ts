import { expect, test } from 'vitest';
import { figureOf, isMet, type Score } from './score.ts';

const good: Score = {
  ...{ run: 16, first: 16, inTime: 15, lingering: 0, latePages: 0 },
  clean: { minutes: 30, alarms: 0, isWhole: true },
};

test('one culprit of all may be missed, of one none', () => {
  expect(isMet(good)).toBe(true);
  expect(isMet({ ...good, inTime: 14 })).toBe(false);
  expect(isMet({ ...good, run: 1, first: 0, inTime: 0 })).toBe(false);
});

test('what is told after it was mended misses the goal and stands in the figure', () => {
  const lingering = { ...good, lingering: 1 };
  expect(isMet(lingering)).toBe(false);
  expect(figureOf(lingering)).toContain('1 still told after they were mended');
});

test('late pages, false alarms and a load that nobody answered miss it', () => {
  expect(isMet({ ...good, latePages: 1 })).toBe(false);
  expect(isMet({ ...good, clean: { minutes: 30, alarms: 1, isWhole: true } })).toBe(false);
  expect(isMet({ ...good, clean: { minutes: 30, alarms: 0, isWhole: false } })).toBe(false);
});

test('of what was not done nothing is claimed', () => {
  const struck = { ...good, latePages: null, clean: null };
  expect(figureOf(struck)).toBe(
    '16 of 16 culprits named first, 15 in time; 0 still told after they were mended; pages not timed; clean load not run',
  );
  expect(figureOf({ ...struck, run: 0, first: 0, inTime: 0, latePages: 2 })).toBe(
    '2 pages late or silent; clean load not run',
  );
});
