import 'server-only';
import type pg from 'pg';
import { classOf } from '#server/core/errors.ts';
import { countOutcome } from '#server/core/failures/book.ts';
import type { JobDefinition } from '#server/core/jobs/define.ts';
import { ensureQueue, makeBoss, QUEUE_WORK } from '#server/core/jobs/queue.ts';
import { log } from '#server/core/log.ts';
import { inWork } from '#server/core/request-context.ts';

const POLL_SECONDS = 2;
/** Below the 2 s that the supervisor grants the worker: what runs longer is taken up again after the next start. */
const FINISH_WITHIN_MS = 1_200;

/** A job of any input, as the worker's list holds it. */
export type AnyJob = { register(boss: ReturnType<typeof makeBoss>): Promise<void> };

/** Makes a definition ready for the worker's list. */
export function registered<Input extends object>(job: JobDefinition<Input>): AnyJob {
  return {
    async register(boss) {
      await ensureQueue(boss, job);
      await boss.work<Input>(job.name, { batchSize: 1, pollingIntervalSeconds: POLL_SECONDS }, async ([taken]) => {
        if (taken !== undefined) await runOne(job, taken.id, taken.data, taken.signal);
      });
      if (job.cron === undefined) await boss.unschedule(job.name);
      else await boss.schedule(job.name, job.cron, {}, { tz: 'UTC' });
    },
  };
}

/**
 * Takes up the work of these jobs until stopped.
 * @param pool the worker's own
 */
export async function startWorking(pool: pg.Pool, jobs: readonly AnyJob[]): Promise<{ stop(): Promise<void> }> {
  const boss = makeBoss(pool, true);
  // Its timers keep the name: what looks after the queues is work of its own.
  await inWork(QUEUE_WORK, async () => {
    await boss.start();
    for (const job of jobs) await job.register(boss);
  });
  return { stop: () => boss.stop({ graceful: true, timeout: FINISH_WITHIN_MS, close: false }) };
}

async function runOne<Input>(job: JobDefinition<Input>, id: string, data: unknown, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  try {
    const input = job.input.parse(data);
    await inWork(job.name, () => job.run(input, signal));
    countOutcome({ kind: 'job', name: job.name }, false);
    log.info({ event: 'job.done', job: job.name, id, ms: Math.round(performance.now() - started) });
  } catch (error) {
    countOutcome({ kind: 'job', name: job.name, detail: classOf(error) }, true);
    const message = error instanceof Error ? error.message : String(error);
    log.error({ event: 'job.failed', job: job.name, id, ms: Math.round(performance.now() - started), message });
    throw error;
  }
}
