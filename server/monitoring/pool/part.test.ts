import { afterEach, expect, test, vi } from 'vitest';
import { poolPart, receivePools } from '#server/monitoring/pool/part.ts';

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
