import { expect, test } from 'vitest';
import {
  type ErrorHistory,
  emptyWords,
  historyTable,
  matterNote,
  parseErrorWindow,
  rowsIn,
  sections,
} from './history.ts';

const FROM = Date.UTC(2026, 10, 24, 15);
const NOW = FROM + 72 * 3_600_000 + 60_000;
const [requests, , , , jobs] = sections;
const hours = (each: number) => Array.from({ length: 73 }, (_, bar) => (bar === 72 ? 0 : each));
const history = (facts: Partial<ErrorHistory> = {}): ErrorHistory => ({
  ...{ from: FROM, bars: 73, barMs: 3_600_000, rows: [] },
  watched: { web: hours(60), worker: hours(60), server: hours(0) },
  ...facts,
});

test('nothing is claimed of time that was not watched', () => {
  expect(emptyWords(history(), requests, 72)).toBe('No request failed in 72 hours.');
  const short = hours(60).with(3, 57);
  expect(emptyWords(history({ watched: { ...history().watched, web: short } }), requests, 72)).toBe(
    'No request failed in the 71 h 57 min that were watched of these 72 hours.',
  );
  expect(emptyWords(history({ watched: { ...history().watched, web: short } }), jobs, 72)).toBe(
    'No job failed in 72 hours.',
  );
  expect(emptyWords(history({ watched: { web: hours(0), worker: hours(0), server: hours(0) } }), requests, 72)).toBe(
    'Nothing was watched yet.',
  );
});

test('a section has its own kinds alone, most first, and the table its bars, newest first', () => {
  const row = { place: '', detail: '', pool: '', total: 10, lastAt: '2026-11-27T12:00:00Z' };
  const rows: ErrorHistory['rows'] = [
    {
      ...row,
      kind: 'route',
      name: '/a',
      failed: 2,
      bars: [
        { bar: 1, failed: 1, total: 4 },
        { bar: 5, failed: 1, total: 6 },
      ],
    },
    { ...row, kind: 'part', name: '/b', failed: 3, total: 3, bars: [{ bar: 4, failed: 3, total: 3 }] },
    { ...row, kind: 'job', name: 'x', failed: 9, bars: [] },
  ];
  const inSection = rowsIn(history({ rows }), requests);
  expect(inSection.map(({ name }) => name)).toEqual(['/b', '/a']);
  expect(historyTable(history(), inSection, 'UTC', new Date(NOW)).rows.map(({ cells }) => cells.slice(1))).toEqual([
    ['/a', '', 1, 6],
    ['/b', 'the page was sent, a part of it failed', 3, null],
    ['/a', '', 1, 4],
  ]);
});

test('what is known of a matter stands in one line', () => {
  expect(
    matterNote({
      kind: 'query',
      name: '23505',
      place: '/phonebook saveAction',
      detail: 'employees_email_key on employees',
      pool: 'switchboard-web',
    }),
  ).toBe('/phonebook saveAction · employees_email_key on employees · switchboard-web');
  expect(parseErrorWindow(['72h', 'x']).hours).toBe(72);
  expect(parseErrorWindow('9d').hours).toBe(24);
});
