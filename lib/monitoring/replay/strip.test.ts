import { expect, test } from 'vitest';
import { incidentFrom, movedBy } from './move.ts';
import { filledStrip, momentAt, pointAt, pointWords, type StripPoint, stripSummary, unseenPoint } from './strip.ts';

const START = Date.parse('2026-11-27T14:00:00Z');
const MINUTE = 60_000;
const minute = (place: number, facts: Partial<StripPoint> = {}): StripPoint => ({
  ...unseenPoint(START + place * MINUTE),
  ...facts,
});
const troubled = minute(3, { active: 5, waiting: 3, blocked: 3, verdict: 2, troubleAt: START + 3 * MINUTE + 22_000 });
const quiet = minute(1, { active: 2, waiting: 0, blocked: 0, verdict: 0, poolOut: 1, poolMost: 30, redisState: 1 });
const strip = filledStrip({ from: START, to: START + 10 * MINUTE, step: 1 }, [quiet, troubled]);

test('a strip has every bucket, and those without a row are not seen', () => {
  expect(strip.points).toHaveLength(10);
  expect(strip.points.map(({ active }) => active)).toEqual([null, 2, null, 5, ...Array(6).fill(null)]);
  expect(pointWords(minute(0))).toEqual(['not sampled then']);
  expect(stripSummary(strip, 1)).toBe(
    '1 incident. At most 5 sessions active, 3 blocked, 1 connections out and 0 waiters. 2 of 10 stretches were sampled.',
  );
});

test('what was not seen is told apart from what was nothing', () => {
  expect(pointWords(quiet)).toEqual([
    'nothing told',
    '2 active, 0 waiting, 0 blocked',
    'pool 1 of 30 out, no waiters',
    'Redis answers',
  ]);
  expect(pointWords(troubled)).toEqual([
    'critical',
    '5 active, 3 waiting, 3 blocked',
    'pool not seen',
    'Redis not seen',
  ]);
});

test('a place leads to the minute, and in a minute in which somebody was held up to the worst of it', () => {
  expect(momentAt(strip, 0.15)).toBe(START + MINUTE);
  expect(momentAt(strip, 0.35)).toBe(START + 3 * MINUTE + 22_000);
  expect(momentAt(strip, 5)).toBe(START + 9 * MINUTE);
  expect(momentAt(strip, -1)).toBe(START);
});

test('a step by minutes ends at the whole minute, or where it was worst, and never ahead of now', () => {
  const now = START + 9 * MINUTE;
  expect(movedBy(START + 2 * MINUTE + 40_000, -1, strip, now)).toBe(START + MINUTE);
  expect(movedBy(START + 2 * MINUTE, 1, strip, now)).toBe(START + 3 * MINUTE + 22_000);
  expect(movedBy(START + 3 * MINUTE + 22_000, 1, strip, now)).toBe(START + 4 * MINUTE);
  expect(movedBy(START, 60, strip, now)).toBe(now);
  // The worst of minute 3 was in its last second, which an address has as the beginning of minute 4.
  const late = {
    ...strip,
    points: strip.points.map((point) =>
      point.troubleAt === null ? point : { ...point, troubleAt: START + 4 * MINUTE },
    ),
  };
  expect(movedBy(START + 4 * MINUTE, -1, late, now)).toBe(START + 3 * MINUTE);
});

test('the incidents before and after a moment are found to the second at which they are seen', () => {
  const told = [START + 500, START + 5 * MINUTE, START - MINUTE];
  expect(incidentFrom(START + MINUTE, 'before', told)).toBe(START + 1_000);
  expect(incidentFrom(START + MINUTE, 'after', told)).toBe(START + 5 * MINUTE);
  expect(incidentFrom(START + 5 * MINUTE, 'after', told)).toBeNull();
  expect(pointAt(strip, START - 1)).toBeUndefined();
});
