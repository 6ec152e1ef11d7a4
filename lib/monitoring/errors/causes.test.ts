import { expect, test } from 'vitest';
import { Judge } from '#lib/monitoring/verdict/judge.ts';
import { causeOf } from '#test/causes.ts';
import { deadlock, errorRow, errorsSample, party } from '#test/error-samples.ts';
import { causesOfErrors, partiesWords } from './causes.ts';

const keysOf = (...rows: Parameters<typeof errorRow>[0][]) =>
  causesOfErrors(errorsSample({ rows: rows.map((row) => errorRow(row)) })).map(({ key }) => key);

test('a route is critical from 5 % and five failures in five minutes, with since when', () => {
  expect(keysOf({ five: { failed: 4, total: 4 } })).toEqual([]);
  expect(keysOf({ five: { failed: 5, total: 101 } })).toEqual([]);
  const [cause] = causesOfErrors(errorsSample({ rows: [errorRow({ five: { failed: 5, total: 100 } })] }));
  expect(cause).toMatchObject({
    key: 'http:/phonebook',
    severity: 'crit',
    sentence: '/phonebook answers 5 % of its requests with 5xx.',
    since: '2026-11-27T14:03:00.000Z',
    href: '/monitoring/errors',
  });
});

test('a route whose statements are refused says with what', () => {
  const route = errorRow({ five: { failed: 6, total: 6 } });
  const refused = errorRow({
    kind: 'query',
    name: '42P01',
    place: '/phonebook',
    pool: 'switchboard-web',
    five: { failed: 3, total: 3 },
  });
  const sentenceOf = (...rows: (typeof route)[]) => causesOfErrors(errorsSample({ rows }))[0]?.sentence;
  expect(sentenceOf(route, refused)).toBe(
    '/phonebook answers 100 % of its requests with 5xx, since Postgres refuses their statements with 42P01 undefined table.',
  );
  expect(sentenceOf(route, { ...refused, five: { failed: 2, total: 2 } })).not.toContain('42P01');
  expect(sentenceOf(route, { ...refused, place: '/elsewhere' })).not.toContain('42P01');
});

test('what fails says how, where at least every second time is known', () => {
  const five = { failed: 4, total: 9 };
  const action = errorRow({ kind: 'action', name: 'saveContactAction', place: '/phonebook/[id]/edit', five });
  const refused = errorRow({ kind: 'query', name: '55P03', place: '/phonebook/[id]/edit saveContactAction' });
  const wayOf = (failed: number, kind: 'query' | 'timeout' = 'query') =>
    causesOfErrors(errorsSample({ rows: [action, { ...refused, kind, five: { failed, total: failed } }] }))[0]?.way;
  expect([wayOf(2), wayOf(1), wayOf(2, 'timeout')]).toEqual(['55P03', '', 'timeout']);
  const job = errorRow({ kind: 'job', name: 'audit.seal', detail: '57014', five });
  expect(causesOfErrors(errorsSample({ rows: [job] }))[0]?.way).toBe('57014');
});

test('what failed last half a minute ago is over', () => {
  const row = { five: { failed: 50, total: 100 } };
  expect(keysOf({ ...row, lastAt: '2026-11-27T14:05:31.000Z' })).toEqual(['http:/phonebook']);
  expect(keysOf({ ...row, lastAt: '2026-11-27T14:05:30.000Z' })).toEqual([]);
});

test('an action and a job are told from the third failure, with what the job failed of', () => {
  const action = { kind: 'action', name: 'saveContactAction', place: '/phonebook/[id]/edit' } as const;
  expect(keysOf({ ...action, five: { failed: 2, total: 2 } })).toEqual([]);
  expect(keysOf({ ...action, five: { failed: 3, total: 9 } })).toEqual(['action:saveContactAction']);
  const job = errorRow({ kind: 'job', name: 'audit.seal', detail: '42501', five: { failed: 3, total: 3 } });
  const [cause] = causesOfErrors(errorsSample({ rows: [job] }));
  expect(cause).toMatchObject({ key: 'job:audit.seal', severity: 'warn' });
  expect(cause?.evidence).toContain('The last time with 42501 insufficient privilege.');
});

test.each(['UnavailableError', '57P03', '08006', '53300'])(
  'a job that met a server which was away (%s) is not to blame',
  (detail) => {
    expect(keysOf({ kind: 'job', name: 'questions.group', detail, five: { failed: 9, total: 9 } })).toEqual([]);
  },
);

test('a burst of one SQLSTATE is told over all its places, the one with most of it named', () => {
  const rows = [
    { kind: 'query', name: '57014', place: '/analytics', pool: 'switchboard-web', five: { failed: 15, total: 15 } },
    {
      kind: 'query',
      name: '57014',
      place: 'questions.group',
      pool: 'switchboard-worker',
      five: { failed: 5, total: 5 },
    },
  ] as const;
  const [cause] = causesOfErrors(errorsSample({ rows: rows.map((row) => errorRow(row)) }));
  expect(cause?.sentence).toBe(
    'Postgres refused us 20 times in the last 5 min with 57014 statement cancelled, most in /analytics.',
  );
  expect(keysOf(rows[0])).toEqual([]);
});

test('a burst that goes on in one place counts what it did in others before', () => {
  const [cause] = causesOfErrors(
    errorsSample({
      rows: [
        errorRow({ kind: 'query', name: '57014', place: '/phonebook', five: { failed: 19, total: 19 } }),
        errorRow({
          ...{ kind: 'query', name: '57014', place: '/analytics', five: { failed: 100, total: 100 } },
          lastAt: '2026-11-27T14:05:20.000Z',
        }),
      ],
    }),
  );
  expect(cause?.sentence).toMatch(/refused us 119 times .* most in \/analytics\.$/);
});

test('broken constraints, what a function of ours raises and what ends with EPIPE are no bursts; damage is one at once', () => {
  const many = { kind: 'query', five: { failed: 500, total: 500 } } as const;
  expect(keysOf(...['23505', 'P0001', '25P02', '40P01'].map((name) => ({ ...many, name })))).toEqual([]);
  expect(keysOf({ ...many, kind: 'connection', name: 'EPIPE' })).toEqual([]);
  expect(keysOf({ kind: 'connection', name: '53300', five: { failed: 3, total: 3 } })).toEqual(['sqlstate:53300']);
  const damaged = errorRow({ kind: 'query', name: 'XX001', five: { failed: 1, total: 1 } });
  expect(causesOfErrors(errorsSample({ rows: [damaged] }))).toMatchObject([
    { key: 'sqlstate:XX001', severity: 'crit' },
  ]);
});

test('a deadlock names both parties, stands for the server’s count of it, and is over after a minute', () => {
  const own = party(4312, {
    from: 'own',
    application: 'switchboard-web',
    route: '/phonebook',
    operation: 'saveAction',
  });
  const both = deadlock({ parties: [own, party(4320)] });
  const [cause] = causesOfErrors(errorsSample({ deadlocks: [both] }));
  expect(cause?.sentence).toBe(
    'A deadlock was broken by Postgres: /phonebook saveAction (UPDATE) and session 4320 (psql of migrator, UPDATE) waited for each other.',
  );
  const told = new Judge().consider(new Date(), [causeOf('deadlock:counted'), ...(cause ? [cause] : [])], []);
  expect(told.causes.map(({ key }) => key)).toEqual(['deadlock:parties']);
  expect(causesOfErrors(errorsSample({ deadlocks: [{ ...both, at: '2026-11-27T14:04:50.000Z' }] }))).toEqual([]);
});

test('one party alone, a likely pair and nobody are said to be that', () => {
  expect(partiesWords(deadlock({ parties: [party(4312)] }))).toContain('only this party is known');
  const likely = deadlock({ victim: null, waits: [], sure: false, parties: [party(1), party(2)] });
  expect(partiesWords(likely)).toContain('likely waited for each other');
  expect(partiesWords({ ...likely, parties: [] })).toBe('who waited for whom was not seen');
});

test('a database that does not serve explains what fails by it', () => {
  const failing = causesOfErrors(errorsSample({ rows: [errorRow({ five: { failed: 50, total: 100 } })] }));
  const pool = causeOf('pool:switchboard-web:full', { severity: 'crit', explains: ['http:'] });
  expect(new Judge().consider(new Date(), [...failing, pool], []).causes.map(({ key }) => key)).toEqual([pool.key]);
});
