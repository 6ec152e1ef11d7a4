import 'server-only';
import type { ClientBase } from 'pg';
import type { StoredField } from '#lib/imports/fields.ts';
import { type MatchStep, rowsOfStep } from '#server/imports/match.ts';

/** Rows written by one statement: enough for the triggers to work in bulk, few enough to report progress. */
const SLICE = 20_000;

export type Written = { created: number; changed: number };

/**
 * Writes the rows of one step: differing entries are updated, deleted ones that returned restored, the rest created.
 * @param lastRow the highest row number of the file
 * @param onRow called with the row number reached
 */
export async function writeRows(
  client: ClientBase,
  step: MatchStep,
  fields: readonly StoredField[],
  lastRow: number,
  onRow: (row: number) => void,
): Promise<Written> {
  await keepCellsAsTyped(client, step, fields);
  await numberNewEntries(client, step);
  const written: Written = { created: 0, changed: 0 };
  for (let first = 0; first <= lastRow; first += SLICE) {
    written.changed += await updateEntries(client, step, fields, first);
    written.created += await createEntries(client, step, fields, first);
    onRow(Math.min(lastRow, first + SLICE - 1));
  }
  return written;
}

/** A mended cell that equals, as typed, what the entry holds is no change: an export read in again changes nothing. */
async function keepCellsAsTyped(client: ClientBase, step: MatchStep, fields: readonly StoredField[]): Promise<void> {
  const kept = fields.map(
    (field) => `${field} = case when s.typed->>'${field}' = e.${field} then e.${field} else s.${field} end`,
  );
  await client.query(
    `update staged_rows s set ${kept.join(', ')} from employees e
     where e.id = s.target and s.typed is not null and ${rowsOfStep[step]} and s.problems is null`,
  );
}

async function numberNewEntries(client: ClientBase, step: MatchStep): Promise<void> {
  await client.query(
    `with numbered as (
       select o.row_number, nextval(pg_get_serial_sequence('public.employees', 'id')) as id
       from (select s.row_number from staged_rows s
             where ${rowsOfStep[step]} and s.problems is null and s.target is null order by s.row_number) o
     )
     update staged_rows s set target = n.id, fresh = true from numbered n where n.row_number = s.row_number`,
  );
}

async function updateEntries(client: ClientBase, step: MatchStep, fields: readonly StoredField[], first: number) {
  const written = fields.filter((field) => !keepsOwn(step, field));
  const differs = written.map((field) => `nullif(e.${field}, '') is distinct from ${newValue(field)}`);
  const result = await client.query(
    `update employees e set deleted_at = null ${written.map((field) => `, ${field} = ${newValue(field)}`).join('')}
     from staged_rows s
     where s.target = e.id and not s.fresh and s.problems is null and ${rowsOfStep[step]}
       and s.row_number >= $1 and s.row_number < $2
       and (${['e.deleted_at is not null', ...differs].join(' or ')})`,
    [first, first + SLICE],
  );
  return result.rowCount ?? 0;
}

async function createEntries(client: ClientBase, step: MatchStep, fields: readonly StoredField[], first: number) {
  const columns = [...new Set<StoredField>([...fields, 'full_name'])];
  const result = await client.query(
    `insert into employees (id, source, ${columns.join(', ')})
     select s.target, 'import', ${columns.map((field) => (field === 'kind' ? newValue('kind') : `s.${field}`)).join(', ')}
     from staged_rows s
     where s.fresh and s.problems is null and ${rowsOfStep[step]} and s.row_number >= $1 and s.row_number < $2
     order by s.row_number`,
    [first, first + SLICE],
  );
  return result.rowCount ?? 0;
}

/** In mapped columns an empty cell empties the field. The kind and the name cannot be empty. */
function newValue(field: StoredField): string {
  if (field === 'kind') return "coalesce(s.kind, 'person')";
  return field === 'full_name' ? 'coalesce(s.full_name, e.full_name)' : `s.${field}`;
}

/** A row found by its e-mail brings no id; the entry keeps the one it has, since an id says who somebody is. */
function keepsOwn(step: MatchStep, field: StoredField): boolean {
  return step === 'email' && field === 'employee_id';
}

/** Live entries that the file speaks for: those of the kinds it can name, the sample data left out. */
export async function countLive(client: ClientBase, scope: readonly string[]): Promise<number> {
  const result = await client.query<{ live: number }>(
    `select count(*)::integer as live from employees
     where deleted_at is null and source is distinct from 'sample' and kind = any($1)`,
    [scope],
  );
  return result.rows[0]?.live ?? 0;
}

/** The kinds a whole-directory file speaks for: those it names when a column holds the kind, else people. */
export async function findScope(client: ClientBase, fields: readonly StoredField[]): Promise<string[]> {
  if (!fields.includes('kind')) return ['person'];
  const result = await client.query<{ kind: string }>(
    "select distinct coalesce(s.kind, 'person') as kind from staged_rows s where s.problems is null",
  );
  return result.rows.map((row) => row.kind);
}

/**
 * Soft-deletes the live entries the file leaves out. A rejected row still says that its person is there: an entry with
 * its id, its e-mail or, for want of both, its name stays.
 */
export async function deleteMissing(client: ClientBase, scope: readonly string[]): Promise<number> {
  const result = await client.query(
    `update employees e set deleted_at = now()
     where e.deleted_at is null and e.source is distinct from 'sample' and e.kind = any($1)
       and not exists (select from staged_rows s where s.target = e.id)
       and not exists (select from staged_rows s where s.problems is not null and s.employee_id = e.employee_id)
       and not exists (select from staged_rows s where s.problems is not null and lower(s.email) = lower(e.email))
       and not exists (select from staged_rows s where s.problems is not null and s.employee_id is null and s.email is null
                       and s.full_name = e.full_name)`,
    [scope],
  );
  return result.rowCount ?? 0;
}
