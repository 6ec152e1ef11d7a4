import 'server-only';
import { z } from 'zod';
import { actorOfJob } from '#server/core/auth/job-actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { BusyStoreError } from '#server/core/erasure/busy.ts';
import { failErasure, writeProgress } from '#server/core/erasure/rows.ts';
import { previewErasure, runErasure } from '#server/core/erasure/run.ts';
import { withConnection } from '#server/core/erasure/session.ts';
import { ForbiddenError, isUnavailable } from '#server/core/errors.ts';
import { defineJob } from '#server/core/jobs/define.ts';
import { log } from '#server/core/log.ts';

/** Any number, the same for all: one erasure is at work at a time. */
const ERASURE_LOCK = 721_004_214;
const ALIVE_EVERY_MS = 5_000;

const input = z.object({ erasure: z.int(), actor: z.string() });

/** Previews or erases, as the row says. It carries the number alone: what is looked for stands in no queue. */
export const erasureJob = defineJob({
  name: 'erasure.run',
  input,
  retries: 20,
  expireSeconds: 6 * 3_600,
  run: ({ erasure, actor: tag }, signal) =>
    withConnection(async (client) => {
      const { rows } = await client.query('select pg_try_advisory_lock($1) as taken', [ERASURE_LOCK]);
      if (!z.tuple([z.object({ taken: z.boolean() })]).parse(rows)[0].taken)
        throw new Error('Another erasure is at work.');
      const alive = setInterval(() => void touch(erasure), ALIVE_EVERY_MS);
      try {
        await runOne(erasure, tag, signal);
      } finally {
        clearInterval(alive);
        await client.query('select pg_advisory_unlock($1)', [ERASURE_LOCK]);
      }
    }),
});

async function runOne(erasure: number, tag: string, signal: AbortSignal): Promise<void> {
  try {
    const actor = await actorOfJob(tag);
    await previewErasure(actor, erasure, signal);
    await runErasure(actor, erasure, signal);
  } catch (error) {
    if (error instanceof ForbiddenError) return failErasure(erasure, error.message);
    if (error instanceof BusyStoreError) await writeProgress(erasure, { store: 'waiting', done: 0, total: 0 });
    else if (!signal.aborted && !isUnavailable(error))
      await failErasure(erasure, 'Something unexpected stopped it; the log says what.');
    throw error;
  }
}

async function touch(erasure: number): Promise<void> {
  await mainPool()
    .query('update erasures set touched_at = now() where id = $1', [erasure])
    .catch((error: Error) => log.warn({ event: 'erasure.silent', erasure, message: error.message }));
}
