import { expect, test } from 'vitest';
import { astray } from '#server/core/db/whereabouts.ts';

const own = { database: 'switchboard', startedAt: '2026-11-27T09:00:00.000Z' };

test.each([
  ['the same', own, null],
  [
    'another database',
    { ...own, database: 'postgres' },
    'MONITOR_DATABASE_URL leads to database postgres of this server; it must be switchboard, which the console uses.',
  ],
  [
    'another server with a database of that name',
    { ...own, startedAt: '2026-11-27T09:00:00.001Z' },
    'MONITOR_DATABASE_URL leads to database switchboard of another server; it must be the one the console uses.',
  ],
])('%s', (_what, monitor, sentence) => {
  expect(astray(monitor, own)).toBe(sentence);
});
