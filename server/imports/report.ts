import 'server-only';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { StoredField } from '#lib/imports/fields.ts';
import { withSession } from '#server/imports/session.ts';

/** Bookkeeping that the history records and a person did not type. */
const BOOKKEEPING = ['source', 'external_id', 'deleted_at'];

const CHANGE_COLUMNS = 'batch, row_number, kind, employee, employee_id, full_name, changes';
const PROBLEM_COLUMNS = 'batch, severity, row_number, column_name, message, value';

/** Stores what the batch did beside the batch, in its own transaction. */
export async function storeReport(client: ClientBase, batch: number, fields: readonly StoredField[]): Promise<void> {
  await forgetReport(client, batch);
  await client.query(`insert into import_changes (${CHANGE_COLUMNS}) ${selectChanges(batch, fields)}`);
  await client.query(`insert into import_problems (${PROBLEM_COLUMNS}) ${selectProblems(batch)}`);
}

/**
 * Carries what a preview would do out of its transaction: rows stream from the open transaction into another one, which
 * commits after `rollBack`. Nothing is held in memory.
 */
export async function carryReportOut(
  client: ClientBase,
  batch: number,
  fields: readonly StoredField[],
  rollBack: () => Promise<void>,
  finish: (other: ClientBase) => Promise<void>,
): Promise<void> {
  await withSession(async (other) => {
    await other.query('begin');
    await other.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    await forgetReport(other, batch);
    await carry(client, other, selectChanges(batch, fields, 'preview'), `import_changes (${CHANGE_COLUMNS})`);
    await carry(client, other, selectProblems(batch), `import_problems (${PROBLEM_COLUMNS})`);
    await rollBack();
    await finish(other);
    await other.query('commit');
  });
}

async function carry(source: ClientBase, target: ClientBase, select: string, into: string): Promise<void> {
  const output = source.query(copyTo(`copy (${select}) to stdout`));
  await pipeline(output, target.query(copyFrom(`copy ${into} from stdin`)));
}

async function forgetReport(client: ClientBase, batch: number): Promise<void> {
  await client.query('delete from import_changes where batch = $1', [batch]);
  await client.query('delete from import_problems where batch = $1', [batch]);
}

/** The history that the triggers wrote for this batch, one row an entry. COPY takes no parameters: the batch is a checked integer. */
function selectChanges(batch: number, fields: readonly StoredField[], as?: 'preview'): string {
  const left = [...BOOKKEEPING, ...(fields.includes('kind') ? [] : ['kind'])];
  const employee = as === 'preview' ? "case when r.operation <> 'created' then r.employee end" : 'r.employee';
  return `
    select ${integer(batch)}, s.row_number, case r.operation when 'changed' then 'updated' else r.operation end,
           ${employee}, e.employee_id, e.full_name, r.changes - '{${left.join(',')}}'::text[]
    from employee_revisions r
    join employees e on e.id = r.employee
    left join staged_rows s on s.target = r.employee and s.problems is null
    where r.batch = ${integer(batch)}
    order by s.row_number nulls last, e.full_name, r.employee`;
}

/** Errors reject their row; remarks of rejected rows would only distract. */
function selectProblems(batch: number): string {
  return `
    select ${integer(batch)}, p.severity, s.row_number, p.one->>'column', p.one->>'message', p.one->>'value'
    from staged_rows s cross join lateral (
      select 'error' as severity, one from jsonb_array_elements(s.problems) as one
      union all
      select 'remark', one from jsonb_array_elements(s.remarks) as one where s.problems is null
    ) as p
    where s.problems is not null or s.remarks is not null order by s.row_number`;
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new Error(`${value} is not a batch.`);
  return String(value);
}
