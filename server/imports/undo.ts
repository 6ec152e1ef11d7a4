import 'server-only';
import type { PoolClient } from 'pg';
import { storedFields } from '#lib/imports/fields.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAuditOn } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { failAbandoned, moveBatch, stopBatch, takeImportLock } from '#server/imports/batch-state.ts';
import { begin, PHONEBOOK_TAGS } from '#server/imports/run.ts';
import { withSession } from '#server/imports/session.ts';

export type UndoOutcome = {
  /** The batch of the undo itself; null when there was nothing left to take back. */
  batch: number | null;
  /** Entries whose fields got back what they held. */
  reverted: number;
  /** Entries the import had made or restored, deleted again. */
  deleted: number;
  /** Entries the import had deleted, back again. */
  restored: number;
  /** Fields that somebody changed since, and which therefore stay. */
  kept: number;
};

const nothing: UndoOutcome = { batch: null, reverted: 0, deleted: 0, restored: 0, kept: 0 };

/**
 * Takes one import back: every field it wrote gets the value from before, unless somebody changed it since. Entries it
 * made are deleted, those it deleted return. One transaction, which is a batch of its own in the history; a second call
 * changes nothing.
 */
export async function undoImport(actor: Actor, batch: number): Promise<Result<UndoOutcome>> {
  requirePermission(actor, 'phonebook.import');
  const found = await findUndoable(batch);
  if (found === null) return fail('not_found', `There is no import ${batch}.`);
  if (found.state === 'undone') return ok(nothing);
  if (found.state !== 'applied' && found.state !== 'undoing')
    return fail('conflict', `Import ${batch} was not applied, so there is nothing to take back.`);

  return withSession(async (client) => {
    await begin(client, actor, batch);
    if (!(await takeImportLock(client)))
      return fail('conflict', 'An import is at work. Take this one back when it has ended.', { retryAfterSeconds: 5 });
    await failAbandoned(batch);
    if (!(await moveBatch(batch, ['applied', 'undoing'], 'undoing'))) return ok(nothing);
    try {
      return ok(await revert(client, actor, batch, found.file_name));
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      await stopBatch(batch, 'applied', 'Something unexpected stopped the undo. Nothing of it was done.');
      throw error;
    }
  });
}

async function findUndoable(batch: number): Promise<{ state: string; file_name: string } | null> {
  const result = await mainPool().query<{ state: string; file_name: string }>(
    "select state, file_name from import_batches where id = $1 and source = 'csv'",
    [batch],
  );
  return result.rows[0] ?? null;
}

async function revert(client: PoolClient, actor: Actor, batch: number, fileName: string): Promise<UndoOutcome> {
  const undo = await createUndoBatch(client, actor, batch, fileName);
  await client.query("select set_config('switchboard.batch', $1, true)", [String(undo)]);
  await gatherHistory(client, batch);
  const kept = await recordKeptFields(client, undo);
  await revertFields(client);
  const counts = { ...(await countByOperation(client, undo)), kept };
  await closeUndo(client, batch, undo, counts);
  await recordAuditOn(client, actor, {
    action: 'import.undo',
    targetType: 'import',
    targetId: batch,
    details: { undo, ...counts },
  });
  await client.query('commit');
  await cache().forget(PHONEBOOK_TAGS);
  return { batch: undo, ...counts };
}

async function createUndoBatch(client: PoolClient, actor: Actor, batch: number, fileName: string): Promise<number> {
  const result = await client.query<{ id: number }>(
    `insert into import_batches (source, undoes, file_name, state, created_by, applied_at)
     values ('undo', $1, $2, 'applied', $3, now()) returning id`,
    [batch, fileName, actorTag(actor)],
  );
  const id = result.rows[0]?.id;
  if (id === undefined) throw new Error('The undo got no batch of its own.');
  return id;
}

/** The batch's history in a table of its own, so that the planner knows how much it is. */
async function gatherHistory(client: PoolClient, batch: number): Promise<void> {
  await client.query(
    `create temporary table undone_history (employee integer primary key, operation text, changes jsonb) on commit drop`,
  );
  await client.query(
    `insert into undone_history select employee, operation, changes from employee_revisions where batch = $1`,
    [batch],
  );
  await client.query('analyze undone_history');
}

// What the import left in a field, and whether it is still there.
const content = storedFields.filter((field) => field !== 'kind');
const wrote = (field: string) => `r.changes ? '${field}'`;
const untouched = (field: string) => `e.${field} is not distinct from r.changes->'${field}'->>1`;

/** Fields changed since by somebody else, listed as problems of the undo. */
async function recordKeptFields(client: PoolClient, undo: number): Promise<number> {
  const result = await client.query(
    `insert into import_problems (batch, severity, column_name, message, value)
     select $1, 'remark', f.field, format('%s was changed since the import and stays as it is.', e.full_name), f.value
     from undone_history r join employees e on e.id = r.employee
     cross join lateral (values ${content.map((field) => `('${field}', e.${field}, ${wrote(field)} and not ${untouched(field)})`).join(', ')}) as f (field, value, kept)
     where r.operation <> 'created' and f.kept`,
    [undo],
  );
  return result.rowCount ?? 0;
}

/** `deleted_at` is compared as a time: its text in the history depends on the zone of the session that wrote it. */
async function revertFields(client: PoolClient): Promise<void> {
  const fields = [...content, 'kind'].map(
    (field) =>
      `${field} = case when r.operation <> 'created' and ${wrote(field)} and ${untouched(field)} then r.changes->'${field}'->>0 else e.${field} end`,
  );
  await client.query(
    `update employees e set ${fields.join(', ')},
       deleted_at = case
         when r.operation = 'created' then coalesce(e.deleted_at, now())
         when r.changes ? 'deleted_at' and e.deleted_at is not distinct from (r.changes->'deleted_at'->>1)::timestamptz
           then (r.changes->'deleted_at'->>0)::timestamptz
         else e.deleted_at end
     from undone_history r where r.employee = e.id`,
  );
}

async function countByOperation(client: PoolClient, undo: number) {
  const result = await client.query<{ reverted: number; deleted: number; restored: number }>(
    `select (count(*) filter (where operation = 'changed'))::integer as reverted,
            (count(*) filter (where operation = 'deleted'))::integer as deleted,
            (count(*) filter (where operation = 'restored'))::integer as restored
     from employee_revisions where batch = $1`,
    [undo],
  );
  return result.rows[0] ?? { reverted: 0, deleted: 0, restored: 0 };
}

async function closeUndo(client: PoolClient, batch: number, undo: number, counts: object): Promise<void> {
  await client.query('update import_batches set counts = $2 where id = $1', [undo, JSON.stringify(counts)]);
  await client.query(
    "update import_batches set state = 'undone', undone_at = now(), touched_at = now(), error = null where id = $1",
    [batch],
  );
}
