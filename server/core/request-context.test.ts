import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { every } from '#server/core/jobs/every.ts';
import { currentRequest, currentWork, inRequest, inWork, noteActor } from '#server/core/request-context.ts';

test('a request knows what it is for, and for whom once that is said; a job within it is its own', async () => {
  const page = { route: '/phonebook/[id]', operation: null };
  await inRequest(
    'one',
    async () => {
      expect(currentWork()).toEqual({ request: 'one', ...page, actor: null, fault: null });
      await pause(1);
      noteActor('user:1');
      await pause(1);
      expect(currentWork()).toMatchObject({ actor: 'user:1' });
      await inWork('ingest.store', async () => {
        await pause(1);
        expect(currentWork()).toEqual({
          request: null,
          route: null,
          operation: 'ingest.store',
          actor: null,
          fault: null,
        });
        expect(currentRequest()).toBeUndefined();
      });
      expect(currentRequest()).toEqual({ request: 'one' });
    },
    page,
  );
  expect(currentWork()).toBeUndefined();
  noteActor('user:2');
  expect(currentWork()).toBeUndefined();
});

test('repeating work names itself', async () => {
  const named = new Promise((resolve) => {
    const repeating = every(60, 'audit.seal', async () => {
      resolve(currentWork()?.operation);
      setImmediate(() => void repeating.stop());
    });
  });
  expect(await named).toBe('audit.seal');
});
