import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { actorTag } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { importJob } from '#server/imports/jobs.ts';
import { createBatch } from '#server/imports/mutations.ts';
import { getBatch } from '#server/imports/queries.ts';
import { requestApply, requestPreview, requestUndo } from '#server/imports/requests.ts';
import { runImport } from '#server/imports/run.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { person } from '#test/people.ts';

withDatabase();

const admin = userActor('admin');
const folder = mkdtempSync(join(tmpdir(), 'switchboard-requests-'));

beforeEach(() => mainPool().query('truncate employees, employee_revisions, import_batches restart identity cascade'));

async function previewed(): Promise<{ batch: number; again: () => Promise<void> }> {
  const file = join(folder, 'staff.csv');
  writeFileSync(file, 'id,name\n1,Ann\n');
  const made = await createBatch(admin, { file, fileName: 'staff.csv' });
  if (!made.ok) throw new Error(made.message);
  const { batch } = made.value;
  const again = async () => {
    const result = await runImport(admin, batch, { commit: false, file });
    if (!result.ok) throw new Error(result.message);
  };
  await again();
  return { batch, again };
}

test('only the preview that was looked at is applied', async () => {
  const { batch, again } = await previewed();
  const seen = (await getBatch(admin, batch))?.preview ?? 0;
  await again();
  expect(await requestApply(admin, batch, { preview: seen, confirmMissing: null })).toMatchObject({
    code: 'conflict',
    message: `Import ${batch} was previewed again meanwhile. Look at the new preview, then apply it.`,
  });
  expect(await getBatch(admin, batch)).toMatchObject({ state: 'previewed', preview: seen + 1 });
  expect(await requestApply(admin, batch, { preview: seen + 1, confirmMissing: null })).toMatchObject({ ok: true });
  expect(await getBatch(admin, batch)).toMatchObject({ state: 'applying' });
});

test('a job that comes late does not apply what was previewed since', async () => {
  const { batch } = await previewed();
  const owner = userActor('admin', await person('admin'));
  await importJob.run({ batch, task: 'apply', actor: actorTag(owner) }, new AbortController().signal);
  expect(await getBatch(admin, batch)).toMatchObject({ state: 'previewed' });
  expect((await mainPool().query('select from employees')).rowCount).toBe(0);
});

test('a task that cannot be queued leaves the batch as it was', async () => {
  const { batch } = await previewed();
  expect(await requestPreview(admin, batch)).toMatchObject({ ok: true });
  await mainPool().query("update import_batches set state = 'previewed' where id = $1", [batch]);
  const { preview = 0 } = (await getBatch(admin, batch)) ?? {};
  await mainPool().query('alter schema jobs rename to jobs_away');
  await expect(requestApply(admin, batch, { preview, confirmMissing: null })).rejects.toThrow();
  await expect(requestPreview(admin, batch)).rejects.toThrow();
  expect(await getBatch(admin, batch)).toMatchObject({ state: 'previewed' });
  await mainPool().query("update import_batches set state = 'applied' where id = $1", [batch]);
  await expect(requestUndo(admin, batch)).rejects.toThrow();
  expect(await getBatch(admin, batch)).toMatchObject({ state: 'applied' });
  await mainPool().query('alter schema jobs_away rename to jobs');
});

test.each([userActor('operator'), userActor('analyst')])('$role may ask for nothing', async (actor) => {
  const { batch } = await previewed();
  for (const ask of [
    () => requestPreview(actor, batch),
    () => requestApply(actor, batch, { preview: 1, confirmMissing: null }),
    () => requestUndo(actor, batch),
  ])
    await expect(ask()).rejects.toThrow(ForbiddenError);
  expect(await getBatch(admin, batch)).toMatchObject({ state: 'previewed' });
});
