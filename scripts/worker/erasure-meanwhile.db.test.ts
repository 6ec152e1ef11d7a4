import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '#lib/result.ts';
import { importTurns } from '#server/conversations/import/run.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { BusyStoreError } from '#server/core/erasure/busy.ts';
import { erasureJob } from '#server/core/erasure/job.ts';
import { getErasure } from '#server/core/erasure/queries.ts';
import { registerErasureStores } from '#server/core/erasure/registry.ts';
import { confirmErasure, createErasure } from '#server/core/erasure/requests.ts';
import { previewErasure, runErasure } from '#server/core/erasure/run.ts';
import { importJob } from '#server/imports/jobs.ts';
import { createBatch } from '#server/imports/mutations.ts';
import { makeUploadFolder, rejectedTurnsFile, uploadFile } from '#server/imports/uploads.ts';
import { userActor } from '#test/actors.ts';
import { withDataDirectory } from '#test/data-directory.ts';
import { withDatabase } from '#test/database.ts';
import { stores } from './erasure-stores.ts';

withDatabase();
const admin = userActor('admin');
const worker = systemActor('worker');
const cli = systemActor('cli');
const never = new AbortController().signal;
const data = withDataDirectory();
beforeAll(() => {
  registerErasureStores(stores);
  makeUploadFolder();
});

describe('an import of turns', () => {
  const record = { session_id: 's', user_message: 'Ask during@example.org', assistant_response: 'a' };
  const lines = (mark: string) => [
    JSON.stringify({ ...record, user_message: `${record.user_message}, ${mark}` }),
    `half a line ${record.user_message}`,
  ];

  test('at work keeps an erasure waiting until its turns are stored and its reject file is written', async () => {
    const id = await confirmed('during@example.org');
    const [rejects, importing] = await withLock('import_turn_chunks', async () => {
      const running = importLines(lines('stored late'));
      await waitForLock('import_turn_chunks');
      await expect(runErasure(worker, id, never)).rejects.toThrow(BusyStoreError);
      await expect(erasureJob.run({ erasure: id, actor: 'system:worker' }, never)).rejects.toThrow(BusyStoreError);
      expect(await getErasure(admin, id)).toMatchObject({ state: 'erasing', progress: { store: 'waiting' } });
      return [rejectedTurnsFile('late'), running] as const;
    });
    expect(await importing).toMatchObject({ ok: true, value: { rejected: rejects } });
    expect(existsSync(rejects)).toBe(true);
    await runErasure(worker, id, never);
    expect(await countTurns('during@')).toBe(0);
    expect(readdirSync(join(data.path, 'imports'))).toEqual([]);
  });

  test('begun while an erasure runs is told to come again, and stores nothing', async () => {
    await importLines(lines('erased'));
    const id = await confirmed('during@example.org');
    const erasing = await withLock('question_gaps', async () => {
      const running = runErasure(worker, id, never);
      await waitForLock('question_gaps');
      expect(await importLines(lines('too early'))).toMatchObject({
        ok: false,
        code: 'conflict',
        message: 'Somebody is being erased. Try it again when that has ended.',
      });
      return [running] as const;
    });
    await erasing[0];
    expect(await countTurns('during@')).toBe(0);
    expect(await importLines(lines('afterwards'))).toMatchObject({ ok: true });
    expect(await countTurns('during@')).toBe(1);
  });

  test('that failed keeps no erasure waiting', async () => {
    const id = await confirmed('during@example.org');
    await expect(importTurns(cli, { file: join(data.path, 'nothing'), fileName: 'x', commit: true })).rejects.toThrow();
    await runErasure(worker, id, never);
    expect(await countTurns('during@')).toBe(0);
  });

  const importLines = (of: string[]) => {
    const file = join(data.path, 'turns.jsonl');
    writeFileSync(file, of.join('\n'));
    const rejects = () => rejectedTurnsFile('late');
    return importTurns(cli, { file, fileName: 'turns.jsonl', commit: true, rejects });
  };
});

test('an import of contacts begun while an erasure runs comes again later', async () => {
  await say('Ask csv@example.org', mainPool());
  const id = await confirmed('csv@example.org');
  const file = join(data.path, 'contacts.csv');
  writeFileSync(file, 'Name,Email\nAnn Late,csv@example.org\n');
  const [erasing, batch] = await withLock('question_gaps', async () => {
    const running = runErasure(worker, id, never);
    await waitForLock('question_gaps');
    const made = value(await createBatch(admin, { file, fileName: 'contacts.csv' }));
    copyFileSync(file, uploadFile(made.batch));
    await mainPool().query(
      "update import_batches set state = 'previewing', touched_at = now() - interval '2 hours' where id = $1",
      [made.batch],
    );
    await preview(made.batch);
    const { rows: waits } = await mainPool().query(
      `select j.start_after > now() as later, b.progress->>'step' as step, b.touched_at > now() - interval '1 minute' as fresh
       from jobs.job j join import_batches b on b.id = (j.data->>'batch')::int where j.name = 'import.run' and b.id = $1`,
      [made.batch],
    );
    expect(waits).toEqual([{ later: true, step: 'waiting', fresh: true }]);
    return [running, made.batch] as const;
  });
  await erasing;
  await preview(batch);
  const { rows } = await mainPool().query('select state from import_batches where id = $1', [batch]);
  expect(rows).toEqual([{ state: 'previewed' }]);
});

const preview = (batch: number) => importJob.run({ batch, task: 'preview', actor: 'system:worker' }, never);

test('a turn that was stored and not committed when an erasure began is waited for', async () => {
  await say('Ask open@example.org', mainPool());
  const id = await confirmed('open@example.org');
  const client = await mainPool().connect();
  await client.query('begin');
  await say('Again open@example.org', client);
  const erasing = runErasure(worker, id, never);
  await expect.poll(() => isPastFirstLook(id), { timeout: 20_000 }).toBe(true);
  await client.query('commit');
  client.release();
  await erasing;
  expect(await countTurns('open@')).toBe(0);
});

/** Whether turns were read through once, or all is over. */
async function isPastFirstLook(id: number): Promise<boolean> {
  const { rows } = await mainPool().query(
    `select state = 'erased' or place->'conversations'->'until' <> 'null' as past from erasures where id = $1`,
    [id],
  );
  return rows[0].past === true;
}

async function confirmed(email: string): Promise<number> {
  const { id } = value(await createErasure(admin, { kind: 'email', value: email }));
  await previewErasure(worker, id, never);
  value(await confirmErasure(admin, id));
  return id;
}

/** Nobody writes the table until `work` has ended. No transaction that itself has written, for which an erasure would wait. */
async function withLock<T>(table: string, work: () => Promise<T>): Promise<T> {
  const client = await mainPool().connect();
  try {
    await client.query(`begin; lock table ${table} in exclusive mode`);
    return await work();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

async function waitForLock(table: string): Promise<void> {
  const waiting = async () => {
    const { rowCount } = await mainPool().query('select from pg_locks where relation = $1::regclass and not granted', [
      table,
    ]);
    return rowCount;
  };
  await expect.poll(waiting, { timeout: 20_000 }).not.toBe(0);
}

function say(question: string, client: Pick<PoolClient, 'query'>) {
  return client.query(
    "insert into conversations (session_id, user_message, assistant_response) values ('s', $1, 'Fine.')",
    [question],
  );
}

async function countTurns(text: string): Promise<number> {
  const { rows } = await mainPool().query(
    'select count(*)::int as count from conversations where strpos(user_message, $1) > 0',
    [text],
  );
  return rows[0].count;
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
