import { beforeEach, expect, test } from 'vitest';
import { systemActor } from '#server/core/auth/actor.ts';
import { getBlame, getVerdict, receiveSample } from '#server/monitoring/latest.ts';
import { userActor } from '#test/actors.ts';
import { causeOf } from '#test/causes.ts';

const actor = systemActor('test');
const start = Date.now();
const at = (seconds: number) => new Date(start + seconds * 1_000);
const told = { ...causeOf('lock'), since: at(0).toISOString(), toldAt: at(0).toISOString(), symptoms: [] };
const verdict = (causes: object[]) => ({
  to: 'web',
  kind: 'verdict',
  verdict: { at: at(0).toISOString(), causes, unseen: [] },
});
const keysAt = (seconds: number) => getVerdict(actor, at(seconds))?.causes.map(({ key }) => key) ?? null;

beforeEach(() => {
  Reflect.deleteProperty(globalThis, Symbol.for('switchboard.monitoring'));
});

test('a worker that stops talking leaves nothing known, and is to blame itself after a minute', () => {
  receiveSample(verdict([told]), at(0));
  expect(keysAt(5)).toEqual(['lock']);
  expect(keysAt(30)).toBeNull();
  expect(keysAt(60)).toEqual(['worker:gone']);
  expect(getVerdict(actor, at(61))?.unseen).toEqual(['anything but the worker']);
  receiveSample(verdict([told]), at(70));
  expect(keysAt(76)).toEqual(['lock']);
});

test('our own figures are no sign of life, and one that lets another sample is well', () => {
  receiveSample(verdict([]), at(0));
  receiveSample(
    {
      to: 'web',
      kind: 'panel',
      name: 'own-pools',
      dueMs: 2_000,
      panel: { state: 'measured', at: at(70).toISOString(), value: 1 },
    },
    at(70),
  );
  expect(keysAt(70)).toEqual(['worker:gone']);
  receiveSample({ to: 'web', kind: 'elsewhere' }, at(80));
  expect(keysAt(90)).toBeNull();
  expect(getBlame(userActor('analyst'), at(90))).toMatchObject({ severity: 'blind' });
  expect(getBlame(userActor('operator'), at(90))).toBeNull();
  receiveSample(verdict([]), at(95));
  expect(getBlame(userActor('analyst'), at(95))).toBeNull();
});

test('the line above every page is never quiet while nobody judges, or while nothing of the server is seen', () => {
  const analyst = userActor('analyst');
  const saidAt = (seconds: number) => getBlame(analyst, at(seconds));
  expect(saidAt(0)).toMatchObject({ severity: 'blind', sentence: expect.stringContaining('Nothing is judged yet') });
  receiveSample(verdict([]), at(1));
  expect(saidAt(6)).toBeNull();
  expect(saidAt(30)).toMatchObject({ severity: 'blind', sentence: expect.stringContaining('No verdict is known') });
  expect(saidAt(62)).toMatchObject({ severity: 'crit', sentence: expect.stringContaining('The worker has said') });
  const blind = 'The monitor sees nothing of Postgres: its login is refused.';
  const seen = { ...verdict([]), verdict: { ...verdict([]).verdict, blind } };
  receiveSample(seen, at(70));
  expect(saidAt(71)).toMatchObject({ severity: 'blind', sentence: blind });
  receiveSample({ ...seen, verdict: { ...seen.verdict, causes: [told] } }, at(72));
  expect(saidAt(73)).toMatchObject({ severity: 'warn', sentence: 'lock is to blame.' });
  expect(getBlame(userActor('operator'), at(73))).toBeNull();
});

test('one that ends again and again stands before what it says', () => {
  for (const seconds of [1, 3, 6]) receiveSample({ to: 'web', kind: 'worker-ended', how: 'SIGKILL' }, at(seconds));
  receiveSample(verdict([told]), at(8));
  expect(keysAt(9)).toEqual(['worker:restarts', 'lock']);
});
