import { expect, test, vi } from 'vitest';

test('an actor that one bundle made is known to another, and a look-alike to none', async () => {
  const first = await import('./actor.ts');
  const actor = first.systemActor('test');
  vi.resetModules();
  const second = await import('./actor.ts');
  expect(second.systemActor).not.toBe(first.systemActor);
  expect(() => second.requirePermission(actor, 'settings.edit')).not.toThrow();
  expect(() => second.requirePermission({ ...actor }, 'settings.edit')).toThrow('was not made by');
});
