import type pg from 'pg';
import { expect, test } from 'vitest';
import type { Sessions } from '#lib/monitoring/sessions/sample.ts';
import { SeenSessions } from '#server/monitoring/errors/seen-sessions.ts';
import { ago, sampleOf, session } from '#test/lock-samples.ts';

const LATE = Date.parse(ago(0)) + 60_000;
const [payroll, badges] = ['payroll-sync', 'badge-sync'].map((application, place) =>
  session(40 + place, { application, state: 'idle', transactionSince: null, stateSince: ago(600) }),
);
if (payroll === undefined || badges === undefined) throw new Error('Two sessions are two.');

function at(seconds: number, facts: Partial<Sessions>, counted: Partial<Sessions['counters']> = {}): Sessions {
  const sample = sampleOf(facts);
  return { ...sample, at: ago(seconds), counters: { ...sample.counters, ...counted } };
}

function partiesOf(...samples: Sessions[]) {
  const seen = new SeenSessions();
  for (const sample of samples) seen.note(sample);
  return seen.takeOthers(LATE).map(({ parties }) => parties.map(({ application }) => application).toSorted());
}

test('the only two whose transactions ended between two samples are likely the parties', () => {
  const open = [payroll, badges].map((one) => ({ ...one, transactionSince: ago(6), state: 'idle in transaction' }));
  const short = session(50, { transactionSince: ago(4.1) });
  const before = at(4, { sessions: [...open, short] });
  expect(partiesOf(before, at(2, { sessions: [payroll, badges] }, { deadlocks: 1 }))).toEqual([
    ['badge-sync', 'payroll-sync'],
  ]);
  const three = [...open, session(51, { transactionSince: ago(9) })];
  expect(partiesOf(at(4, { sessions: three }), at(2, { sessions: [] }, { deadlocks: 1 }))).toEqual([
    ['badge-sync', 'payroll-sync'],
  ]);
});

test('who did nothing was not in it, and of many nobody is named', () => {
  const idle = at(4, { sessions: [payroll, badges] });
  const worked = [payroll, badges].map((one) => ({ ...one, stateSince: ago(3) }));
  expect(partiesOf(idle, at(2, { sessions: [worked[0] ?? payroll, badges] }, { deadlocks: 1 }))).toEqual([
    ['payroll-sync'],
  ]);
  const third = session(52, { application: 'psql', stateSince: ago(3), transactionSince: null });
  expect(partiesOf(idle, at(2, { sessions: [...worked, third] }, { deadlocks: 1 }))).toEqual([[]]);
});

test('a server whose clock is behind is seen, and its deadlocks are told by ours', () => {
  const seen = new SeenSessions();
  const pair = [payroll, badges].map((one) => ({ ...one, transactionSince: ago(76), state: 'idle in transaction' }));
  seen.note({ ...at(74, { sessions: pair }), readAt: ago(4) });
  seen.note({ ...at(72, { sessions: [] }, { deadlocks: 1 }), readAt: ago(2) });
  expect(Date.parse(seen.newestAt ?? '')).toBe(Date.parse(ago(2)));
  expect(seen.partyAt(40, ago(3))).toMatchObject({ application: 'payroll-sync' });
  expect(seen.takeOthers(Date.parse(ago(0)))).toEqual([]);
  expect(seen.takeOthers(LATE)).toMatchObject([
    { at: new Date(ago(2)).toISOString(), parties: [{ application: 'payroll-sync' }, { application: 'badge-sync' }] },
  ]);
});

test('a reset or a restart counts nothing, and one of ours is no deadlock of others', () => {
  const [before, after] = [at(4, {}), at(2, {}, { deadlocks: 3 })];
  expect(partiesOf(before, { ...after, startedAt: ago(3) })).toEqual([]);
  const seen = new SeenSessions();
  seen.note(before);
  seen.note(after);
  expect([seen.claim(), seen.claim()]).toEqual([true, true]);
  expect(seen.takeOthers(LATE)).toHaveLength(1);
  expect(seen.takeTallies()).toMatchObject([
    { tallies: [{ name: 'rollbacks' }, { name: 'deadlocks', failed: 3 }, {}, {}, {}] },
  ]);
});

test('what was counted while nobody looked is not of now', () => {
  const seen = new SeenSessions();
  seen.note(at(1_800, {}));
  seen.note(at(0, {}, { deadlocks: 3, rollbacks: 40 }));
  expect(seen.takeTallies()).toEqual([]);
  expect(seen.takeOthers(Date.parse(ago(-4)))).toEqual([]);
  seen.note(at(-2, {}, { deadlocks: 4, rollbacks: 40 }));
  expect(seen.takeTallies()).toMatchObject([
    { tallies: [{ failed: 0 }, { name: 'deadlocks', failed: 1 }, {}, {}, {}] },
  ]);
});

test('one that gave way counts nothing that another process counted meanwhile', async () => {
  const samples = [at(6, {}), at(2, {}, { deadlocks: 1 })];
  const seen = new SeenSessions();
  const probe = seen.watching({
    name: 'sessions',
    everySeconds: 2,
    read: async () => ({ ok: true, value: samples.shift() ?? at(0, {}) }),
  });
  const look = () => probe.read({} as pg.ClientBase, { version: 180_000, database: 'any', startedAt: ago(600) });
  await look();
  probe.forget?.();
  await look();
  expect(seen.takeTallies()).toEqual([]);
});
