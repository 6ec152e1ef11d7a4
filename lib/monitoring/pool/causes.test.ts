import { expect, test } from 'vitest';
import { type Cause, FAILURES } from '#lib/monitoring/cause.ts';
import { causesOfPool } from '#lib/monitoring/pool/causes.ts';
import { ruleNames, rulesWith } from '#lib/monitoring/rules/in-force.ts';
import type { RuleName } from '#lib/monitoring/rules/rules.ts';
import { held, poolOf } from '#test/pool-samples.ts';

const without = (off: RuleName) => rulesWith({ [off]: { off: true } });
const only = (on: RuleName) =>
  rulesWith(Object.fromEntries(ruleNames.filter((name) => name !== on).map((name) => [name, { off: true }])));
/** What is a milder form of a full pool, of all that was caused but that itself. */
const milderIn = ([, ...others]: readonly Cause[]) =>
  others.flatMap(({ key, milderThan }) => (milderThan === 'pool:switchboard-web:full' ? [key] : []));
const leaking = { route: 'GET /phonebook/export', heldMs: 41_000, running: false, forMs: 41_000 };

test('a pool filled by a leak: who leaks is named, not who comes and goes', () => {
  const holders = [...held(2, {}), ...held(28, leaking)];
  const causes = causesOfPool([poolOf({ holders, waiting: 14, longestWaitMs: 2_900 })], []);
  expect(milderIn(causes)).toEqual(['pool:switchboard-web:filling', 'pool:switchboard-web:leak:GET /phonebook/export']);
  expect(causes[0]).toMatchObject({
    key: 'pool:switchboard-web:full',
    severity: 'crit',
    holdSeconds: 5,
    sentence:
      'The pool is full: 28 of 30 connections are held by GET /phonebook/export, which has run no statement for up to 41 s.',
    hurts: '14 requests wait for a connection, the longest for 2.9 s.',
    weight: 15,
  });
  expect(causes[0]?.evidence[0]).toContain('28 × GET /phonebook/export');
});

test('a pool filled by a slow statement says so', () => {
  const slow = { operation: 'findContactsAction', heldMs: 12_300, forMs: 12_000, actor: 'user:1' };
  const [cause] = causesOfPool([poolOf({ holders: held(30, slow) })], []);
  expect(cause?.sentence).toBe(
    'The pool is full: 30 of 30 connections are held by Find contacts on /phonebook, whose statement has run for up to 12 s, all for one person.',
  );
  expect(cause?.step).toContain('locks');
});

test('a pool full of work that comes and goes blames nobody for holding', () => {
  const [cause] = causesOfPool([poolOf({ holders: held(30, {}) })], []);
  expect(cause?.sentence).toContain('none for longer than 50 ms');
  expect(cause?.step).toContain('POOL_OVERFLOW');
});

test('a pool that fills has refused nobody, and a full one explains what fails once it has', () => {
  const [filling] = causesOfPool([poolOf({ holders: held(24, {}) })], []);
  expect(filling?.explains).toEqual([]);
  const full = poolOf({ holders: held(30, {}), waiting: 2, longestWaitMs: 800 });
  const before = [{ at: '2026-01-05T09:01:20.000Z', value: [full] }];
  const explainsOf = (counts: Partial<typeof full.counts>) =>
    causesOfPool([{ ...full, counts: { ...full.counts, ...counts } }], before)[0]?.explains;
  expect(explainsOf({})).toEqual(['pool:switchboard-web:filling']);
  expect(explainsOf({ timeouts: 1 })).toEqual(['pool:switchboard-web:filling', ...FAILURES]);
  expect(explainsOf({ failed: 1 })).toEqual(['pool:switchboard-web:filling', ...FAILURES]);
});

test('80 % is a warning with a longer hold, 79 % and an idle pool are nothing', () => {
  expect(causesOfPool([poolOf({ holders: held(24, {}) })], [])).toMatchObject([
    { key: 'pool:switchboard-web:filling', severity: 'warn', holdSeconds: 10 },
  ]);
  expect(causesOfPool([poolOf({ holders: held(23, {}) })], [])).toEqual([]);
  expect(causesOfPool([poolOf()], [])).toEqual([]);
});

test('a leak is named before the pool is full, and no sooner than a transaction may idle', () => {
  const [cause] = causesOfPool([poolOf({ holders: held(1, leaking) })], []);
  expect(cause).toMatchObject({
    key: 'pool:switchboard-web:leak:GET /phonebook/export',
    severity: 'warn',
    holdSeconds: 0,
    since: '2026-01-05T09:00:41.000Z',
    sentence: 'GET /phonebook/export holds a connection of the pool and has run no statement on it for 41 s.',
  });
  expect(causesOfPool([poolOf({ holders: held(1, { ...leaking, forMs: 15_000 }) })], [])).toEqual([]);
});

test('a leak explains a pool that fills by it', () => {
  const causes = causesOfPool([poolOf({ holders: held(25, leaking) })], []);
  expect(causes.map(({ key }) => key)).toEqual([
    'pool:switchboard-web:filling',
    'pool:switchboard-web:leak:GET /phonebook/export',
  ]);
  expect(causes[1]?.explains).toEqual(['pool:switchboard-web:filling']);
});

test('those who wait while connections are left wait for one to be opened', () => {
  const waiting = { waiting: 3, longestWaitMs: 2_000, out: 1, holders: held(1, {}) };
  expect(causesOfPool([poolOf(waiting)], [])[0]?.sentence).toBe(
    'Requests wait for a connection though only 1 of 30 are out: opening one takes longer than 2.0 s.',
  );
  expect(causesOfPool([poolOf({ ...waiting, longestWaitMs: 20 })], [], only('pool.opening'))).toEqual([]);
});

test('anybody who waits for 5 s running is critical, however many connections are left and however short each waits', () => {
  const [cause, ...others] = causesOfPool(
    [poolOf({ waiting: 1, longestWaitMs: 20, out: 12, holders: held(12, {}) })],
    [],
  );
  expect(cause).toMatchObject({
    key: 'pool:switchboard-web:full',
    severity: 'crit',
    holdSeconds: 5,
    sentence: 'Requests wait for a connection though only 12 of 30 are out.',
    hurts: '1 request waits for a connection, the longest for 20 ms.',
  });
  expect(others).toEqual([]);
});

test('who waits while the rule of full pools is off is told, and by whom the pool is full', () => {
  const full = poolOf({ holders: held(30, leaking), waiting: 4, longestWaitMs: 900 });
  const causes = causesOfPool([full], [], without('pool.used'));
  expect(causes[0]).toMatchObject({ key: 'pool:switchboard-web:full', severity: 'crit' });
  expect(milderIn(causes)).toEqual(['pool:switchboard-web:leak:GET /phonebook/export']);
  expect(causes[0]?.sentence).toContain('30 of 30 connections are held by GET /phonebook/export');
  expect(causesOfPool([{ ...full, waiting: 0 }], [], without('pool.used')).map(({ key }) => key)).toEqual([
    'pool:switchboard-web:leak:GET /phonebook/export',
  ]);
});

test('of a full pool and those who wait for it one cause is made, beside that it fills', () => {
  const causes = causesOfPool([poolOf({ holders: held(30, {}), waiting: 9, longestWaitMs: 4_000 })], []);
  expect(causes).toMatchObject([
    { key: 'pool:switchboard-web:full', holdSeconds: 5, warnAfterSeconds: 10 },
    { key: 'pool:switchboard-web:filling', severity: 'warn', holdSeconds: 10, milderThan: 'pool:switchboard-web:full' },
  ]);
});

test('one who waits for a moment neither starts the time anew that a pool has been filling, nor hides a leak', () => {
  const causes = causesOfPool([poolOf({ holders: held(25, leaking), waiting: 1, longestWaitMs: 20 })], []);
  expect(causes.map(({ key }) => key)).toEqual([
    'pool:switchboard-web:full',
    'pool:switchboard-web:filling',
    'pool:switchboard-web:leak:GET /phonebook/export',
  ]);
  expect(causes[0]?.explains).toContain('pool:switchboard-web:filling');
});

test('who gave up is counted over the last minute', () => {
  const counted = (timeouts: number) => ({ checkouts: 0, timeouts, failed: 0, opened: 0, closed: 0, recycled: 0 });
  const before = [
    { at: '2026-01-05T09:00:00.000Z', value: [poolOf({ counts: counted(1) })] },
    { at: '2026-01-05T09:00:30.000Z', value: [poolOf({ counts: counted(4) })] },
    { at: '2026-01-05T09:01:20.000Z', value: [poolOf({ counts: counted(6) })] },
  ];
  const newest = poolOf({ holders: held(30, {}), counts: counted(9) });
  expect(causesOfPool([newest], before)[0]?.hurts).toContain('5 gave up in the last minute');
});

test('a second leak beside the one that fills the pool is told for itself', () => {
  const holders = [...held(27, leaking), ...held(2, { ...leaking, route: 'GET /metrics' })];
  const causes = causesOfPool([poolOf({ holders })], []);
  expect(causes.at(-1)).toMatchObject({ key: 'pool:switchboard-web:leak:GET /metrics' });
  expect(causes.at(-1)?.milderThan).toBeUndefined();
});

test('other pools fill without blame, and without a web process nothing is said', () => {
  expect(causesOfPool([poolOf({ name: 'switchboard-ingest', max: 4, holders: held(4, {}) })], [])).toEqual([]);
});
