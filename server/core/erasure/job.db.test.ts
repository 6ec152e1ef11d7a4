import { expect, test } from 'vitest';
import { systemActor } from '#server/core/auth/actor.ts';
import { erasureJob } from '#server/core/erasure/job.ts';
import { findErasures } from '#server/core/erasure/queries.ts';
import { registerErasureStores } from '#server/core/erasure/registry.ts';
import { confirmErasure, createErasure, discardErasure } from '#server/core/erasure/requests.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const admin = userActor('admin');

test('a preview that failed tells so until it is closed, and nothing is erased by it', async () => {
  const find = () => Promise.reject(new Error('This store cannot be read.'));
  registerErasureStores([{ name: 'broken', tables: [], find }]);
  const made = await createErasure(admin, { kind: 'name', value: 'Some Body' });
  const id = made.ok ? made.value.id : 0;
  const input = { erasure: id, actor: 'system:worker' };
  await expect(erasureJob.run(input, new AbortController().signal)).rejects.toThrow('cannot be read');
  expect(await findErasures(systemActor('worker'))).toMatchObject([
    { id, error: 'Something unexpected stopped it; the log says what. Nothing was erased; look again.', found: [] },
  ]);
  expect(await confirmErasure(admin, id)).toMatchObject({ ok: false, code: 'conflict' });
  expect(await discardErasure(admin, id)).toMatchObject({ ok: true });
  expect(await findErasures(admin)).toEqual([]);
});
