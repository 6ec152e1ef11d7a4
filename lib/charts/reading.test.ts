import { describe, expect, it } from 'vitest';
import {
  heatWords,
  longestReading,
  percentileReading,
  rateLegend,
  rateReading,
  readingWords,
  volumeLegend,
  volumeReading,
} from './reading.ts';
import type { RatePoint } from './series.ts';
import { heatSummary, percentileSummary, rateSummary, volumeSummary } from './summary.ts';
import { heatTable, percentileTable, rateTable, volumeTable } from './table.ts';

const day: RatePoint = {
  label: '9 Nov',
  title: 'Mon 9 Nov, Asia/Dhaka',
  href: '/conversations?from=9',
  unfinished: false,
  turns: 380,
  answered: 256,
  unanswered: 118,
  partial: 4,
  unknown: 2,
  sessions: 91,
  rate: 0.684,
  low: 0.636,
  high: 0.729,
  before: 0.801,
  expected: null,
};
const empty: RatePoint = {
  ...day,
  label: '10 Nov',
  title: 'Tue 10 Nov, Asia/Dhaka',
  turns: 0,
  answered: 0,
  unanswered: 0,
  partial: 0,
  unknown: 0,
  sessions: 0,
  rate: null,
  low: null,
  high: null,
  before: null,
  unfinished: true,
};
const bucket = { label: '9 Nov', title: 'Mon 9 Nov', href: null, unfinished: false };

describe('the reading of a bucket', () => {
  it('says every figure with its unit', () => {
    expect(readingWords(rateReading(day))).toBe(
      'Mon 9 Nov, Asia/Dhaka: rate 68.4 %, 63.6 to 72.9, before 80.1 %, turns 380, answered 256, not 118, partly 4, not known yet 2, sessions begun 91',
    );
  });

  it('says what is not known, what still counts and what changed', () => {
    expect(readingWords(rateReading(empty, ['Chatbot 2.4']))).toBe(
      'Tue 10 Nov, Asia/Dhaka, still counting: rate not known, turns 0, answered 0, not 0, sessions begun 0, Chatbot 2.4',
    );
    expect(readingWords(percentileReading({ ...bucket, p50: 1_369, p95: null, p99: 9_100.4 }))).toBe(
      'Mon 9 Nov: p50 1,369 ms, p95 not known, p99 9,100 ms',
    );
  });

  it('keeps room for the longest', () => {
    expect(longestReading([rateReading(empty), rateReading(day)])?.title).toBe(day.title);
    expect(longestReading([])).toBeUndefined();
  });

  it('explains hatching and seldom states only where there are some', () => {
    const marks = (points: RatePoint[]) => rateLegend(points).items.map(({ mark }) => mark);
    expect(marks([day])).toEqual(expect.arrayContaining(['answered', 'unanswered', 'partial', 'unknown']));
    expect(marks([empty])).not.toContain('partial');
    expect(rateLegend([day]).items.every(({ value }) => value === undefined)).toBe(true);
    expect(marks([day])).not.toContain('counting');
    expect(marks([day, empty])).toContain('counting');
  });
});

describe('a chart in sentences', () => {
  it('names the span, the extremes and the sum', () => {
    const better = { ...day, label: '8 Nov', title: 'Sun 8 Nov', rate: 0.9 };
    expect(rateSummary([better, day, empty])).toBe(
      'Sun 8 Nov to Tue 10 Nov, Asia/Dhaka. Answer rate from 68.4 % (9 Nov) to 90.0 % (8 Nov). 760 turns in all. 10 Nov is still counting.',
    );
  });

  it('says when there is nothing', () => {
    expect(rateSummary([])).toBe('Nothing in this period. No answer rate is known. No turns in all.');
    expect(percentileSummary([{ ...bucket, p50: null, p95: null, p99: null }])).toBe(
      'Mon 9 Nov. No response time is known.',
    );
    expect(volumeSummary([{ ...bucket, matching: 0, all: 0, expected: null }])).toBe(
      'Mon 9 Nov. No turns match, of none.',
    );
  });

  it('says nothing of matches that were not counted', () => {
    const uncounted = { ...bucket, matching: null, all: 7, expected: null };
    expect(volumeSummary([uncounted])).toBe('Mon 9 Nov. 7 turns in all.');
    expect(readingWords(volumeReading(uncounted))).toBe('Mon 9 Nov: all turns 7');
    expect(volumeLegend([uncounted]).items.map(({ mark }) => mark)).toEqual(['all']);
    expect(volumeTable([uncounted]).rows[0]?.cells).toEqual(['Mon 9 Nov', null, 7, '']);
  });

  it('finds the busiest hour', () => {
    const cell = (title: string, count: number) => ({ title, href: null, unfinished: false, count, rate: null });
    const rows = [{ label: 'Mon', cells: [cell('Monday, 09:00 to 10:00', 3), cell('Monday, 10:00 to 11:00', 0)] }];
    expect(heatSummary(rows)).toBe('3 turns in all. Busiest: Monday, 09:00 to 10:00, 3 turns. 1 hour without any.');
    expect(heatWords({ ...cell('', 1), rate: 0.5, unfinished: true })).toBe('1 turn, 50.0 % answered, still counting');
  });
});

describe('the same figures as a table', () => {
  it('are the figures of the chart, gaps empty', () => {
    expect(rateTable([day, empty]).rows.map(({ cells }) => cells)).toEqual([
      ['Mon 9 Nov, Asia/Dhaka', 380, 91, 256, 118, 4, 2, 68.4, 63.6, 72.9, 80.1, ''],
      ['Tue 10 Nov, Asia/Dhaka', 0, 0, 0, 0, 0, 0, null, null, null, null, 'still counting'],
    ]);
    expect(percentileTable([{ ...bucket, p50: 1.4, p95: null, p99: 3 }]).rows[0]?.cells).toEqual([
      'Mon 9 Nov',
      1,
      null,
      3,
      '',
    ]);
  });

  it('name no sessions where none are counted', () => {
    const labels = (point: RatePoint) => rateTable([point]).columns.map(({ label }) => label);
    expect(labels(day)).toContain('Sessions begun');
    expect(labels({ ...day, sessions: null })).not.toContain('Sessions begun');
    expect(readingWords(rateReading({ ...day, sessions: null }))).not.toContain('sessions');
  });

  it('lead where the buckets lead, with a name for each column', () => {
    const table = rateTable([day]);
    expect(table.rows[0]?.href).toBe(day.href);
    expect(table.rows[0]?.cells).toHaveLength(table.columns.length);
    const cells = [{ title: 'Monday, 09:00', href: '/x', unfinished: false, count: 4, rate: 0.25 }];
    expect(heatTable([{ label: 'Mon', cells }]).rows).toEqual([{ href: '/x', cells: ['Monday, 09:00', 4, 25, ''] }]);
  });
});
