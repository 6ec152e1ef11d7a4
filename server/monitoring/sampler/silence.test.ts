import pg from 'pg';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { causesOfSilence, Silence } from '#server/monitoring/sampler/silence.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 5, 9, 0, seconds));
const answered = (code: string) => Object.assign(new pg.DatabaseError('no', 2, 'error'), { code });
const refused = Object.assign(new Error('connect ECONNREFUSED /tmp/.s.PGSQL.5432'), { code: 'ECONNREFUSED' });

function saidAfter(...errors: unknown[]): string[] {
  const silence = new Silence();
  for (const [second, error] of errors.entries()) silence.failed(error, at(second));
  return causesOfSilence(silence).map(({ sentence }) => sentence);
}

test.each([
  ['nobody listens', refused],
  ['it takes no connection in time', new Error('timeout expired')],
  ['it does not answer in time', new Error('Query read timeout')],
  ['it ended the session', answered('57P01')],
])('a server is silent once two readings failed because %s', (_why, error) => {
  expect(saidAfter(error)).toEqual([]);
  expect(saidAfter(error, error)).toEqual(['Postgres does not answer.']);
});

test('one that has no connection left says so', () => {
  expect(saidAfter(refused, answered('53300'))).toEqual([
    'Postgres takes no more connections: max_connections are in use.',
  ]);
});

test.each([
  ['a login that is refused', answered('28P01')],
  ['a database that is gone', answered('3D000')],
  ['a statement that took too long', answered('57014')],
  ['rows that we cannot read', z.number().safeParse('x').error],
  ['a password that was left out', new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string')],
])('%s is an answer, also after silence', (_what, error) => {
  expect(saidAfter(error, error, error)).toEqual([]);
  expect(saidAfter(refused, refused, error)).toEqual([]);
  expect(saidAfter(refused, refused, error, refused)).toEqual([]);
});
