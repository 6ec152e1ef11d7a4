import 'server-only';
import { PgBoss } from 'pg-boss';
import { mainPool } from '#server/core/db/pool.ts';
import type { JobQueue } from '#server/core/jobs/define.ts';
import { log } from '#server/core/log.ts';
import { inWork } from '#server/core/request-context.ts';

const SCHEMA = 'jobs';
/** What looking after the queues is called among those who hold connections. */
export const QUEUE_WORK = 'jobs.queue';
let sender: Promise<PgBoss> | undefined;

type Queryable = { query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> };

/** A pg-boss over a pool of ours. `works` is true in the worker alone, which keeps the queues in order and the clock. */
export function makeBoss(pool: Queryable, works: boolean): PgBoss {
  const boss = new PgBoss({
    schema: SCHEMA,
    db: databaseOf(pool),
    supervise: works,
    schedule: works,
  });
  boss.on('error', (error) => log.error({ event: 'jobs.error', message: error.message }));
  return boss;
}

/** Makes the queue of a job where it is missing, with the job's own limits. */
export async function ensureQueue<Input>(boss: PgBoss, job: JobQueue<Input>): Promise<void> {
  const limits = {
    retryLimit: job.retries ?? 2,
    retryDelay: job.retrySeconds ?? 5,
    retryBackoff: true,
    expireInSeconds: job.expireSeconds ?? 900,
    ...(job.heartbeatSeconds === undefined ? {} : { heartbeatSeconds: job.heartbeatSeconds }),
  };
  if ((await boss.getQueue(job.name)) === null) {
    await boss.createQueue(job.name, { ...limits, policy: job.exclusive === true ? 'exclusive' : 'standard' });
  } else await boss.updateQueue(job.name, limits);
}

export type EnqueueOptions = {
  /** For an exclusive job: what of which only one may wait or run, for example the batch's id. */
  key?: string;
  /** Not before so many seconds from now. */
  afterSeconds?: number;
  /** The connection of the caller's transaction: the work is asked for if that commits, and only then. */
  transaction?: Queryable;
};

/**
 * Asks for work to be done by the worker, which takes it within two seconds.
 * @returns the job's id, or null when an exclusive job of that key waits or runs already
 */
export async function enqueue<Input extends object>(
  job: JobQueue<Input>,
  input: Input,
  options: EnqueueOptions = {},
): Promise<string | null> {
  sender ??= startSender();
  const boss = await sender;
  if ((await boss.getQueue(job.name)) === null) await ensureQueue(boss, job);
  return boss.send(job.name, job.input.parse(input), {
    singletonKey: options.key,
    startAfter: options.afterSeconds,
    db: options.transaction && databaseOf(options.transaction),
  });
}

function databaseOf(connection: Queryable) {
  return { executeSql: (text: string, values?: unknown[]) => connection.query(text, values) };
}

async function startSender(): Promise<PgBoss> {
  try {
    // Not as part of the request that happens to be the first to ask for a job.
    return await inWork(QUEUE_WORK, () => makeBoss(mainPool(), false).start());
  } catch (error) {
    sender = undefined;
    throw error;
  }
}
