import 'server-only';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { actorOfJob } from '#server/core/auth/job-actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { defineJob } from '#server/core/jobs/define.ts';
import { monitoredRedis } from '#server/core/redis/monitor-redis.ts';
import { refusalSentence } from '#server/monitoring/redis/refused.ts';
import { clearAnswers } from './clear.ts';
import { countAnswers } from './count.ts';
import { answersQueue } from './queue.ts';

const NOTE_EVERY_MS = 500;
const asks = {
  count: {
    blinds: 'What is cached is not counted.',
    rules: '+dbsize +scan +memory|usage +object|idletime +ttl',
    keys: '~lightrag:*',
  },
  clear: {
    blinds: 'What it had not removed by then is still there.',
    rules: '+dbsize +scan +unlink',
    keys: '~lightrag:*',
  },
};
const rowSchema = z.array(z.object({ kind: z.enum(['count', 'clear']), base: z.string().nullable() }));

/** Walks through LightRAG's cached answers, for whoever asked. */
export const answersJob = defineJob({
  ...answersQueue,
  async run({ pass, actor }, signal) {
    await walkAnswers(await actorOfJob(actor), pass, signal);
  },
});

/** Does one walk that was asked for and keeps its outcome; one that is done stays as it is. */
export async function walkAnswers(actor: Actor, pass: string, signal: AbortSignal): Promise<void> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    `update monitor.answer_passes set started_at = now(), seen = 0 where id = $1 and ended_at is null returning kind, knowledge_base as base`,
    [pass],
  );
  const [asked] = rowSchema.parse(rows);
  if (asked === undefined) return;
  const link = await monitoredRedis();
  if (link.state !== 'ready') {
    const failure = link.state === 'unset' ? 'REDIS_URL is not set.' : `Redis does not answer: ${link.reason}`;
    return end(pass, { failure });
  }
  try {
    const result = await walkFor(actor, link.redis, { ...asked, pass }, signal);
    await end(pass, { result });
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    await end(pass, { failure: refusalSentence(error, asks[asked.kind]) ?? failure });
  }
}

type Asked = { pass: string; kind: 'count' | 'clear'; base: string | null };

async function walkFor(actor: Actor, redis: Redis, { pass, kind, base }: Asked, signal: AbortSignal): Promise<object> {
  const onStep = notes(pass);
  if (kind === 'count' || base === null) return countAnswers(redis, signal, onStep);
  requirePermission(actor, 'monitoring.act');
  const cleared = await clearAnswers(redis, base, signal, onStep);
  await inTransaction(actor, (tx) =>
    recordAudit(tx, actor, {
      action: 'answer_cache.cleared',
      targetType: 'knowledge_base',
      targetId: base,
      details: cleared,
    }),
  );
  return cleared;
}

function notes(pass: string): (seen: number, total: number) => Promise<void> {
  let noted = 0;
  return async (seen, total) => {
    if (Date.now() - noted < NOTE_EVERY_MS) return;
    noted = Date.now();
    await mainPool().query('update monitor.answer_passes set seen = $2, total = $3 where id = $1', [pass, seen, total]);
  };
}

async function end(pass: string, { result, failure }: { result?: object; failure?: string }): Promise<void> {
  await mainPool().query(
    'update monitor.answer_passes set ended_at = now(), seen = total, result = $2, failure = $3 where id = $1',
    [pass, result === undefined ? null : JSON.stringify(result), failure ?? null],
  );
}
