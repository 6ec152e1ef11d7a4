import { describe, expect, it, test } from 'vitest';
import { nothingMeasured } from './measured.ts';
import { moversOf } from './movers.ts';
import type { HeatFigures, Overview } from './overview.ts';

type Counts = readonly [answered: number, unanswered: number];

const measured = ([answered, unanswered]: Counts, partial = 0) => ({
  ...nothingMeasured,
  turns: answered + unanswered + partial,
  answered,
  unanswered,
  partial,
});
const split = (name: string, current: Counts, before: Counts) => ({
  name,
  whole: measured(current, 9),
  current: measured(current, 9),
  before: measured(before, 9),
});
const march = { fromUtc: '2026-03-01T00:00:00Z', toUtc: '2026-04-01T00:00:00Z' };
const february = { fromUtc: '2026-02-01T00:00:00Z', toUtc: '2026-03-01T00:00:00Z' };
const shown = { zone: 'UTC', now: new Date('2026-05-01'), params: { zone: null, knowledgeBases: [], sources: [] } };

/** A comparison of two months in which the knowledge bases are these. */
function overviewOf(knowledgeBases: Overview['knowledgeBases'], more: Partial<Overview> = {}): Overview {
  const sum = (span: 'current' | 'before') =>
    measured([
      knowledgeBases.reduce((total, one) => total + one[span].answered, 0),
      knowledgeBases.reduce((total, one) => total + one[span].unanswered, 0),
    ]);
  return {
    window: { name: 'custom', ...march, unfinished: false },
    ...{ grain: 'day', grains: ['day'], buckets: [], bucketsBefore: [] },
    ...{ series: [sum('current')], seriesBefore: [sum('before')], whole: sum('current') },
    compared: { spans: { current: march, before: february }, current: sum('current'), before: sum('before') },
    ...{ knowledgeBases, sources: [], choices: { knowledgeBases: [], sources: [] } },
    ...{ heat: [], heatNow: [], heatBefore: [] },
    ...more,
  };
}

const figures = (overview: Overview) =>
  moversOf(overview, shown).groups.flatMap(({ rows }) =>
    rows.map(({ key, contribution, clear, note }) => ({
      key,
      points: Number(contribution.change.toFixed(1)),
      clear,
      note,
    })),
  );

describe('what the answer rate changed by', () => {
  it('is told of a part that is new', () => {
    const overview = overviewOf([split('A', [900, 100], [900, 100]), split('B', [0, 500], [0, 0])]);
    expect(figures(overview)).toEqual([
      { key: 'B', points: -25, clear: true, note: 'new, 0.0 % answered, share 0.0 → 33.3 %' },
      { key: 'A', points: -5, clear: true, note: '90.0 → 90.0 % answered, share 100.0 → 66.7 %' },
    ]);
    const { total, clear } = moversOf(overview, shown);
    expect(total).toBeCloseTo(-30, 9);
    expect(clear).toBe(2);
  });

  it('is told of a part that is gone, with the turns it had and where they are', () => {
    const overview = overviewOf([split('A', [900, 100], [900, 100]), split('B', [0, 0], [0, 500])]);
    const [row] = moversOf(overview, shown).groups[0]?.rows ?? [];
    expect(row).toMatchObject({
      key: 'B',
      turns: 500,
      clear: true,
      note: 'gone, 0.0 % answered, share 33.3 → 0.0 %',
    });
    expect(row?.contribution.change).toBeCloseTo(25, 9);
    const search = new URL(row?.href ?? '', 'http://here').searchParams;
    expect([search.get('from'), search.get('to')]).toEqual([february.fromUtc, february.toUtc]);
  });

  it('is told of shares that moved where no rate did', () => {
    const overview = overviewOf([split('A', [570, 30], [855, 45]), split('B', [200, 200], [50, 50])]);
    expect(figures(overview)).toEqual([
      { key: 'B', points: -10.1, clear: true, note: '50.0 → 50.0 % answered, share 10.0 → 40.0 %' },
      { key: 'A', points: -3.4, clear: true, note: '95.0 → 95.0 % answered, share 90.0 → 60.0 %' },
    ]);
    expect(moversOf(overview, shown).total).toBeCloseTo(-13.5, 9);
  });

  it('counts all that are clear, though few are listed', () => {
    const bases = ['A', 'B', 'C', 'D', 'E'].map((name) => split(name, [500, 500], [900, 100]));
    const { clear, groups } = moversOf(overviewOf(bases), shown);
    expect(clear).toBe(5);
    expect(groups.map(({ rows, more }) => [rows.length, more])).toEqual([[3, 2]]);
  });

  it('is not asked of weekdays where the two periods have other ones', () => {
    const cell = (weekday: number): HeatFigures => ({ weekday, hour: 9, turns: 90, answered: 50, unanswered: 40 });
    const monday = { fromUtc: '2026-03-02T00:00:00Z', toUtc: '2026-03-03T00:00:00Z' };
    const sunday = { fromUtc: '2026-03-01T00:00:00Z', toUtc: '2026-03-02T00:00:00Z' };
    const counts = measured([50, 40]);
    const overview = overviewOf([], {
      compared: { spans: { current: monday, before: sunday }, current: counts, before: counts },
      heatNow: [cell(1)],
      heatBefore: [cell(7)],
    });
    expect(moversOf(overview, shown).groups).toEqual([]);
  });
});

test('what changed leads to the turns that were counted, and no others', () => {
  const splits = (one: string, other: string) => [split(one, [60, 40], [80, 20]), split(other, [70, 40], [80, 20])];
  const cell = (weekday: number, answered: number): HeatFigures => ({
    ...{ weekday, hour: weekday, turns: answered + 49, answered, unanswered: 40 },
  });
  const overview = overviewOf(splits('fees', 'cards'), {
    sources: splits('web', 'app'),
    heatNow: [cell(1, 60), cell(2, 70)],
    heatBefore: [cell(1, 80), cell(2, 80)],
  });
  const { groups } = moversOf(overview, shown);
  expect(groups.map(({ by, rows }) => [by, rows.length])).toEqual([
    ['knowledge base', 2],
    ['source', 2],
    ['weekday', 2],
    ['hour', 2],
  ]);
  for (const { rows } of groups)
    for (const { href, turns } of rows) {
      expect(new URL(href, 'http://localhost').searchParams.getAll('state')).toEqual(['answered', 'unanswered']);
      expect([100, 110]).toContain(turns);
    }
});
