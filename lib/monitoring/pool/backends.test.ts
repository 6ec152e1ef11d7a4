import { expect, test } from 'vitest';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import { type Backend, backendOf, backendsOf, backendWords, isBlocked } from '#lib/monitoring/pool/backends.ts';
import type { Holder } from '#lib/monitoring/pool/figures.ts';

const at = '2026-01-05T09:00:00.000Z';
const pool = { name: 'switchboard-web' };

function holder(more: Partial<Holder> = {}): Holder {
  const nobody = { route: null, operation: null, actor: null };
  return { ...nobody, pid: 7, heldMs: 9_000, statement: null, running: true, forMs: 9_000, ...more };
}

function answer(backend: Partial<Backend>, state: 'measured' | 'stale' = 'measured'): MonitoringAnswer {
  const session = { pid: 7, application: pool.name, state: 'active', wait: null, user: 'app', ...backend };
  const value = { sessions: [session], clients: 1 };
  const panel =
    state === 'measured' ? ({ state, at, value } as const) : ({ state, at, value, reason: 'late' } as const);
  return { at, verdict: null, isElsewhere: false, panels: { sessions: panel } };
}

test('a connection is joined to its session by the process id, as long as that is still the pool’s', () => {
  expect(backendOf(backendsOf(answer({})), pool, holder())).toMatchObject({ state: 'active' });
  expect(backendOf(backendsOf(answer({ application: 'psql' })), pool, holder())).toBeUndefined();
  expect(backendOf(backendsOf(answer({})), pool, holder({ pid: 8 }))).toBeUndefined();
  expect(backendOf(backendsOf(answer({})), pool, holder({ pid: null }))).toBeUndefined();
});

test('what is old or not seen at all says nothing', () => {
  expect(backendsOf(answer({}, 'stale')).size).toBe(0);
  expect(backendsOf({ at, verdict: null, isElsewhere: false, panels: {} }).size).toBe(0);
});

test('a lock it waits for and a transaction left open are said', () => {
  const backend = (more: Partial<Backend>) => backendOf(backendsOf(answer(more)), pool, holder());
  expect(isBlocked(backend({ wait: 'Lock: relation' }))).toBe(true);
  expect(isBlocked(backend({ wait: 'IO: DataFileRead' }))).toBe(false);
  expect(backendWords(backend({ wait: 'Lock: relation' }), holder())).toBe(' and waits for a lock');
  expect(backendWords(backend({ state: 'idle in transaction' }), holder({ running: false }))).toBe(
    ', its transaction open',
  );
  expect(backendWords(backend({}), holder())).toBe('');
  expect(backendWords(undefined, holder())).toBe('');
});
