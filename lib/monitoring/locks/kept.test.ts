import { expect, test } from 'vitest';
import { keptOf, keptWords } from './kept.ts';

const client = { type: 'client backend', here: true, application: 'psql', ours: true, superuser: false };

test.each([
  ['any client of this database', {}, null],
  ['a job of our worker', { application: 'switchboard-worker' }, null],
  ['a page of ours', { application: 'switchboard-web' }, null],
  ['the monitor', { application: 'switchboard-monitor' }, 'upkeep'],
  ['another login under the name of the monitor', { application: 'switchboard-monitor', ours: false }, null],
  ['a superuser', { superuser: true }, 'superuser'],
  ['another database', { here: false }, 'elsewhere'],
  ['what may not be seen', { type: null }, 'unseen'],
  ['autovacuum', { type: 'autovacuum worker' }, 'autovacuum'],
  ['a replica', { type: 'walsender' }, 'replication'],
  ['the checkpointer', { type: 'checkpointer' }, 'server'],
] as const)('%s is told apart', (_what, facts, kept) => {
  expect(keptOf({ ...client, ...facts })).toBe(kept);
});

test('a reason is a sentence, and of what may be ended there is none', () => {
  const party = { application: 'psql', user: 'postgres' };
  expect(keptWords(party)).toBeNull();
  expect(keptWords({ ...party, kept: 'superuser' })).toContain('superuser postgres');
  expect(keptWords({ ...party, kept: 'server' })).toContain('part of Postgres itself');
});
