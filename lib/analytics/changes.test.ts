import { describe, expect, it, test } from 'vitest';
import { tilesOf } from '#lib/analytics/changes.ts';
import { type Measured, nothingMeasured } from '#lib/analytics/measured.ts';
import type { Overview } from '#lib/analytics/overview.ts';
import { type Bucket, bucketsBetween, type ChartGrain } from '#lib/measures/buckets.ts';
import { comparedSpans, previousWindow, resolveWindow, type Span, type WindowWish } from '#lib/measures/windows.ts';
import { QUARTER } from '#lib/measures/zones.ts';

const zone = 'Asia/Dhaka';
/** A Wednesday, 09:30 by the clocks of the zone. */
const now = new Date('2026-11-18T03:30:00Z');

/** What is measured of a log to which every quarter of an hour adds as many turns as `rate` says. */
function overviewOf(wish: WindowWish, grain: ChartGrain, rate: (utc: number) => number): Overview {
  const window = resolveWindow(zone, wish, now);
  const before = previousWindow(zone, window);
  const spans = comparedSpans(zone, window, now);
  const buckets = bucketsBetween(zone, window.fromUtc, window.toUtc, grain);
  const bucketsBefore = before === null ? [] : bucketsBetween(zone, before.fromUtc, before.toUtc, grain);
  const measured = ({ fromUtc, toUtc }: Span): Measured => {
    let turns = 0;
    for (let at = Date.parse(fromUtc); at < Math.min(Date.parse(toUtc), now.getTime()); at += QUARTER)
      turns += rate(at);
    return { ...nothingMeasured, turns, sessions: turns };
  };
  const all = (some: Bucket[]) => some.map(({ startUtc, endUtc }) => measured({ fromUtc: startUtc, toUtc: endUtc }));
  return {
    ...{ window, grain, grains: [grain], buckets, bucketsBefore, knowledgeBases: [], sources: [] },
    ...{ heat: [], heatNow: [], heatBefore: [], choices: { knowledgeBases: [], sources: [] } },
    whole: measured(window),
    series: all(buckets),
    seriesBefore: all(bucketsBefore),
    compared: spans && { spans, current: measured(spans.current), before: measured(spans.before) },
  };
}

const turnsOf = (overview: Overview) => tilesOf(overview).find(({ label }) => label === 'Turns')?.change ?? null;

const spring = { from: { year: 2026, month: 3, day: 1 }, to: { year: 2026, month: 5, day: 31 } };
const tomorrow = { from: { year: 2026, month: 11, day: 14 }, to: { year: 2026, month: 11, day: 19 } };
const windows: [string, WindowWish, ChartGrain][] = [
  ['today by hour', { name: 'today' }, 'hour'],
  ['the last 24 hours', { name: '24h' }, 'hour'],
  ['seven days by day', { name: '7d' }, 'day'],
  ['seven days by hour', { name: '7d' }, 'hour'],
  ['thirty days by day', { name: '30d' }, 'day'],
  ['thirty days by week', { name: '30d' }, 'week'],
  ['ninety days by month', { name: '90d' }, 'month'],
  ['a spring by month', { name: 'custom', ...spring }, 'month'],
  ['days up to tomorrow', { name: 'custom', ...tomorrow }, 'day'],
  ['days up to tomorrow by hour', { name: 'custom', ...tomorrow }, 'hour'],
];

describe('the change of a count', () => {
  test.each(windows)('is none where nothing changes: %s', (_, wish, grain) => {
    const change = turnsOf(overviewOf(wish, grain, () => 25));
    expect(change?.change).toBeCloseTo(0, 9);
    expect(change?.low).toBeLessThan(0);
    expect(change?.low).toBeGreaterThan(-13);
    expect(change?.high).toBeGreaterThan(0);
  });

  test.each(windows)('is a fifth where a fifth is added: %s', (_, wish, grain) => {
    const from = Date.parse(resolveWindow(zone, wish, now).fromUtc);
    const change = turnsOf(overviewOf(wish, grain, (at) => (at < from ? 25 : 30)));
    expect(change?.change).toBeCloseTo(20, 9);
    expect(change?.low).toBeGreaterThan(5);
    expect(change?.high).toBeLessThan(36);
  });

  it('is not told from a part of the first hour', () => {
    const first = overviewOf({ name: 'today' }, 'hour', () => 25);
    expect(turnsOf({ ...first, compared: null })).toBeNull();
  });
});
