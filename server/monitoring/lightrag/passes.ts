import 'server-only';
import { z } from 'zod';
import { type AnswerCache, clearedSchema, countedSchema, passSchema } from '#lib/monitoring/lightrag/pass.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAuditOn } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { inOwnTransaction } from '#server/core/erasure/session.ts';
import { enqueue } from '#server/core/jobs/queue.ts';
import { answersQueue } from './queue.ts';

/** One that was not ended by then lost its worker. */
const GIVEN_UP = '1 hour';
const idRow = z.tuple([z.object({ id: z.string() })]);

/** Has the cached answers counted by knowledge base. */
export async function countCachedAnswers(actor: Actor): Promise<Result<null>> {
  requirePermission(actor, 'monitoring.read');
  return ask(actor, null);
}

/** Has the cached answers of one knowledge base removed; audited when it is asked, and again with what was removed. */
export async function clearCachedAnswers(actor: Actor, base: string): Promise<Result<null>> {
  requirePermission(actor, 'monitoring.act');
  return ask(actor, base);
}

/** What is known of the cached answers. */
export async function getAnswerCache(actor: Actor): Promise<AnswerCache> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    `(select ${COLUMNS} from monitor.answer_passes p where ended_at is null and asked_at > now() - interval '${GIVEN_UP}' order by p.id desc limit 1)
     union all (select ${COLUMNS} from monitor.answer_passes p where ended_at is not null order by p.id desc limit 1)
     union all (select ${COLUMNS} from monitor.answer_passes p where kind = 'count' and result is not null order by p.id desc limit 1)
     union all (select ${COLUMNS} from monitor.answer_passes p where kind = 'clear' and result is not null order by p.id desc limit 1)`,
  );
  const passes = z.array(passSchema).parse(rows);
  const ended = passes.filter(({ endedAt }) => endedAt !== null);
  const counted = ended.find(({ kind, result }) => kind === 'count' && result !== null);
  const cleared = ended.find(({ kind, result }) => kind === 'clear' && result !== null);
  return {
    running: passes.find(({ endedAt }) => endedAt === null) ?? null,
    failure: ended[0]?.failure ?? null,
    counted: counted?.endedAt ? { at: counted.endedAt, ...countedSchema.parse(counted.result) } : null,
    cleared: cleared?.endedAt
      ? { at: cleared.endedAt, base: cleared.base ?? '', ...clearedSchema.parse(cleared.result) }
      : null,
  };
}

const COLUMNS = `id::text, kind, knowledge_base as base, to_char(asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "askedAt",
  to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "endedAt", seen, total, failure, result`;

function ask(actor: Actor, base: string | null): Promise<Result<null>> {
  return inOwnTransaction(actorTag(actor), async (client) => {
    await client.query(`lock table monitor.answer_passes in share row exclusive mode`);
    const { rowCount } = await client.query(
      `select from monitor.answer_passes where ended_at is null and asked_at > now() - interval '${GIVEN_UP}'`,
    );
    if (rowCount !== 0) return fail('conflict', 'A walk through the cached answers is under way. Wait for it to end.');
    const { rows } = await client.query(
      'insert into monitor.answer_passes (kind, knowledge_base, asked_by) values ($1, $2, $3) returning id::text',
      [base === null ? 'count' : 'clear', base, actorTag(actor)],
    );
    const [{ id }] = idRow.parse(rows);
    if (base !== null)
      await recordAuditOn(client, actor, {
        action: 'answer_cache.clear',
        targetType: 'knowledge_base',
        targetId: base,
      });
    await enqueue(answersQueue, { pass: id, actor: actorTag(actor) }, { transaction: client });
    return ok(null);
  });
}
