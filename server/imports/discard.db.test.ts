import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actorTag } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { importJob } from '#server/imports/jobs.ts';
import { discardBatch } from '#server/imports/mutations.ts';
import { findChanges, findProblems } from '#server/imports/queries.ts';
import { receiveUpload } from '#server/imports/upload.ts';
import { rejectFile, uploadFile } from '#server/imports/uploads.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { person } from '#test/people.ts';

withDatabase();

async function* body() {
  yield Buffer.from('id,name\n1,Ann\n1,Ann again\n2,Bob\n');
}

test('discarding an import keeps none of its rows: neither the file, nor those rejected, nor what would change', async () => {
  const admin = userActor('admin', await person('admin'));
  const made = await receiveUpload(admin, 'staff.csv', body());
  if (!made.ok) throw new Error(made.message);
  const { batch } = made.value;
  await importJob.run({ batch, task: 'preview', actor: actorTag(admin) }, new AbortController().signal);
  expect(await findChanges(admin, batch, null, 1)).toHaveLength(2);
  expect(await findProblems(admin, batch, 1)).toMatchObject([{ row: 3, value: '1' }]);
  expect([uploadFile(batch), rejectFile(batch)].map((file) => existsSync(file))).toEqual([true, true]);

  expect(await discardBatch(admin, batch)).toMatchObject({ ok: true });
  expect(await findChanges(admin, batch, null, 1)).toEqual([]);
  expect(await findProblems(admin, batch, 1)).toEqual([]);
  expect([uploadFile(batch), rejectFile(batch)].map((file) => existsSync(file))).toEqual([false, false]);
  const { rows } = await mainPool().query('select state from import_batches where id = $1', [batch]);
  expect(rows).toEqual([{ state: 'discarded' }]);
});
