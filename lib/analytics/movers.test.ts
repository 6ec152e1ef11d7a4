import { expect, test } from 'vitest';
import { moversOf } from './changes.ts';
import { nothingMeasured } from './measured.ts';
import type { HeatFigures, Overview } from './overview.ts';

const measured = (answered: number, unanswered: number, partial: number) => ({
  ...nothingMeasured,
  turns: answered + unanswered + partial,
  answered,
  unanswered,
  partial,
});
const split = (name: string, answered: number) => ({
  name,
  whole: measured(answered, 40, 9),
  current: measured(answered, 40, 9),
  before: measured(80, 20, 9),
});
const cell = (weekday: number, answered: number): HeatFigures => ({
  weekday,
  hour: weekday,
  turns: answered + 49,
  answered,
  unanswered: 40,
});
const march = { fromUtc: '2026-03-01T00:00:00Z', toUtc: '2026-04-01T00:00:00Z' };
const february = { fromUtc: '2026-02-01T00:00:00Z', toUtc: '2026-03-01T00:00:00Z' };

const overview: Overview = {
  window: { name: 'custom', ...march, unfinished: false },
  grain: 'day',
  grains: ['day'],
  buckets: [],
  bucketsBefore: [],
  series: [measured(130, 80, 18), measured(130, 80, 18)],
  seriesBefore: [measured(160, 40, 18), measured(160, 40, 18)],
  whole: measured(130, 80, 18),
  compared: {
    spans: { current: march, before: february },
    current: measured(130, 80, 18),
    before: measured(160, 40, 18),
  },
  knowledgeBases: [split('fees', 60), split('cards', 70)],
  sources: [split('web', 60), split('app', 70)],
  choices: { knowledgeBases: ['fees', 'cards'], sources: ['web', 'app'] },
  heat: [],
  heatNow: [cell(1, 60), cell(2, 70)],
  heatBefore: [cell(1, 80), cell(2, 80)],
};

test('what changed leads to the turns that were counted, and no others', () => {
  const shown = { zone: 'UTC', now: new Date('2026-05-01'), params: { knowledgeBases: [], sources: [] } };
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
