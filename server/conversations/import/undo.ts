import 'server-only';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAuditOn } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';

export type TurnUndo = {
  /** The batch of the undo itself; null when there was nothing left to take back. */
  batch: number | null;
  /** Turns taken back. Those that were erased or dropped since are not among them. */
  deleted: number;
};

const batchRow = z.object({ source: z.string(), state: z.string(), file_name: z.string() });
const gone = z.tuple([z.object({ deleted: z.number() })]);

/**
 * Takes an import of turns back, the last chunk first and each in a transaction of its own, so that an undo that was cut
 * off goes on when it is called again. The ids of the turns are free afterwards: the file can be imported anew.
 * @returns null when the batch is none of turns
 */
export async function undoTurnImport(actor: Actor, batch: number): Promise<Result<TurnUndo> | null> {
  requirePermission(actor, 'conversations.import');
  const found = await mainPool().query('select source, state, file_name from import_batches where id = $1', [batch]);
  const row = batchRow.optional().parse(found.rows[0]);
  if (row?.source !== 'jsonl') return null;
  if (row.state === 'undone') return ok({ batch: null, deleted: 0 });
  if (row.state === 'previewing') return fail('conflict', `Import ${batch} is a dry run; nothing of it is stored.`);
  const client = await mainPool().connect();
  try {
    await client.query(`set statement_timeout = '10min'`);
    // A run that is still at work finds its batch taken, and stops.
    await client.query(`update import_batches set state = 'undoing', touched_at = now() where id = $1`, [batch]);
    let deleted = 0;
    for (let some = await takeChunkBack(client, batch); some !== null; some = await takeChunkBack(client, batch))
      deleted += some;
    const undo = await finishUndo(client, actor, batch, row.file_name, deleted);
    return ok({ batch: undo, deleted });
  } finally {
    client.release(true);
  }
}

/** The turns taken back; null when no chunk is left. */
async function takeChunkBack(client: PoolClient, batch: number): Promise<number | null> {
  const { rows } = await client.query(
    `with chunk as (
       delete from import_turn_chunks where (batch, last_line) = (
         select batch, last_line from import_turn_chunks where batch = $1 order by last_line desc limit 1 for update)
       returning xid, first_id, last_id
     ), turns as (
       delete from conversations c using chunk k
       where c.xid = k.xid and c.id between k.first_id and k.last_id and c.source = 'import' returning c.event_id
     ), events as (delete from conversation_events e using turns t where e.event_id = t.event_id)
     select (select count(*)::int from turns) as deleted from chunk`,
    [batch],
  );
  return rows.length === 0 ? null : gone.parse(rows)[0].deleted;
}

async function finishUndo(
  client: PoolClient,
  actor: Actor,
  batch: number,
  fileName: string,
  deleted: number,
): Promise<number> {
  await client.query('begin');
  const { rows } = await client.query<{ id: number }>(
    `insert into import_batches (source, undoes, file_name, state, counts, created_by, applied_at)
     values ('undo', $1, $2, 'applied', $3, $4, now()) returning id`,
    [batch, fileName, JSON.stringify({ deleted }), actorTag(actor)],
  );
  const undo = rows[0]?.id;
  if (undo === undefined) throw new Error('The undo got no batch of its own.');
  await client.query(
    `update import_batches set state = 'undone', undone_at = now(), touched_at = now(), error = null where id = $1`,
    [batch],
  );
  await recordAuditOn(client, actor, {
    action: 'conversations.undo',
    targetType: 'import',
    targetId: batch,
    details: { undo, deleted },
  });
  await client.query('commit');
  await client.query('select conversations_compact()');
  return undo;
}
