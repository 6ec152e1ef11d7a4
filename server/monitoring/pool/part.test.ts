import { afterEach, expect, test, vi } from 'vitest';
import { findHeldWork, poolPart, receivePools } from '#server/monitoring/pool/part.ts';
import { held, poolOf } from '#test/pool-samples.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('blind until the web has told of its pools, measured then, and old when it says nothing more', async () => {
  expect(await poolPart.read()).toMatchObject({ ok: false, mend: null });
  receivePools({ to: 'worker', kind: 'watched' });
  receivePools({ to: 'worker', kind: 'pools', pools: [{ name: 'not readable' }] });
  receivePools('stop');
  expect(await poolPart.read()).toMatchObject({ ok: false });
  receivePools({ to: 'worker', kind: 'pools', pools: [] });
  expect(await poolPart.read()).toEqual({ ok: true, value: [] });
  vi.useFakeTimers({ now: Date.now() + 9_000, toFake: ['Date'] });
  await expect(poolPart.read()).rejects.toThrow('for 9 s');
});

test('what a session of ours is held for is known by its pid and name, until the web has said nothing for 3 s', () => {
  const now = Date.now();
  const holders = held(1, { pid: 4312, operation: 'findContactsAction' });
  receivePools({ to: 'worker', kind: 'pools', pools: [poolOf({ holders })] }, now);
  const workOf = findHeldWork(now + 1_000);
  expect(workOf(4312, 'switchboard-web')).toEqual({ route: '/phonebook', operation: 'findContactsAction' });
  expect(workOf(4312, 'psql')).toBeUndefined();
  expect(workOf(4313, 'switchboard-web')).toBeUndefined();
  expect(findHeldWork(now + 3_001)(4312, 'switchboard-web')).toBeUndefined();
});
