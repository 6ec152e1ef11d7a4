import 'server-only';
import type { ClientBase } from 'pg';
import type { StoredField } from '#lib/imports/fields.ts';

// Entries of the sample data are never matched: they go by their own button, and a real person must not go with them.
const visible = "e.source is distinct from 'sample'";

/** How rows find their entries; each step is matched against what the steps before it left behind. */
export type MatchStep = 'employee_id' | 'email' | 'equal';
export const matchSteps: readonly MatchStep[] = ['employee_id', 'email', 'equal'];

/** Which rows a step is for: those with an id; those with an e-mail and no id; those with neither. */
export const rowsOfStep: Record<MatchStep, string> = {
  employee_id: 's.employee_id is not null',
  email: 's.employee_id is null and s.email is not null',
  equal: 's.employee_id is null and s.email is null',
};

/** Whether the file has rows of a step at all. */
export async function hasRows(client: ClientBase, step: MatchStep): Promise<boolean> {
  const result = await client.query<{ found: boolean }>(
    `select exists (select from staged_rows s where ${rowsOfStep[step]}) as found`,
  );
  return result.rows[0]?.found === true;
}

/**
 * Sets `target` of the rows of one step to the live entry they mean, else to the one deleted last, which returns; rows
 * that fit several live entries or repeat another row become problems. Rows that stay without a target are new.
 */
export async function matchRows(client: ClientBase, step: MatchStep, fields: readonly StoredField[]): Promise<void> {
  if (step === 'equal') {
    await matchEqualRows(client, fields, 'typed');
    await matchEqualRows(client, fields, 'mended');
    return;
  }
  const key = step === 'email' ? 'lower(s.email)' : 's.employee_id';
  const entryKey = step === 'email' ? 'lower(e.email)' : 'e.employee_id';
  const word = step === 'email' ? 'e-mail address' : 'employee id';
  await refuseRepeatedKeys(client, step, key, word);
  await client.query(
    `with candidate as (
       select ${entryKey} as key,
              count(*) filter (where e.deleted_at is null) as live,
              min(e.id) filter (where e.deleted_at is null) as live_id,
              (array_agg(e.id order by e.deleted_at desc, e.id desc) filter (where e.deleted_at is not null))[1] as deleted_id
       from employees e
       where ${visible} and ${entryKey} in (select ${key} from staged_rows s where ${rowsOfStep[step]} and s.problems is null)
       group by ${entryKey}
     )
     update staged_rows s set
       target = case when c.live <= 1 then coalesce(c.live_id, c.deleted_id) end,
       problems = case when c.live > 1 then jsonb_build_array(jsonb_build_object(
         'column', $1::text, 'value', s.${step},
         'message', format('This ${word} fits %s entries. Merge or mend them first.', c.live))) end
     from candidate c
     where c.key = ${key} and ${rowsOfStep[step]} and s.problems is null`,
    [step],
  );
  if (step === 'email') await refuseTakenTargets(client);
}

/** A key that stands in the file twice: the later row is the error and names the first. */
async function refuseRepeatedKeys(client: ClientBase, step: 'employee_id' | 'email', key: string, word: string) {
  await client.query(
    `with repeated as (
       select ${key} as key, min(s.row_number) as first from staged_rows s where ${rowsOfStep[step]} group by 1 having count(*) > 1
     )
     update staged_rows s set problems = coalesce(s.problems, '[]') || jsonb_build_array(jsonb_build_object(
       'column', $1::text, 'value', s.${step}, 'message', format('Row %s has the same ${word}.', r.first)))
     from repeated r
     where r.key = ${key} and ${rowsOfStep[step]} and s.row_number > r.first`,
    [step],
  );
}

/** A row without an id whose e-mail leads to the entry of a row with one: the file says two things about one person. */
async function refuseTakenTargets(client: ClientBase): Promise<void> {
  await client.query(
    `update staged_rows s set target = null, problems = jsonb_build_array(jsonb_build_object(
       'column', 'email', 'value', s.email,
       'message', format('Row %s brings the entry with this e-mail address, by its employee id.', other.row_number)))
     from staged_rows other
     where other.target = s.target and other.employee_id is not null and ${rowsOfStep.email} and s.problems is null`,
  );
}

/** Rows without id and e-mail mean the entry that equals them in every mapped column: the first such row the first such entry, and so on. */
async function matchEqualRows(client: ClientBase, fields: readonly StoredField[], as: 'typed' | 'mended') {
  const columns = [...new Set<StoredField>([...fields, 'full_name'])];
  const cell = (field: StoredField) =>
    as === 'typed' ? `coalesce(s.typed->>'${field}', s.${field}, '')` : `coalesce(s.${field}, '')`;
  const compared = columns.map((field) => (field === 'kind' ? `coalesce(${cellOfKind(cell)})` : cell(field)));
  const entryValues = columns.map((field) => `coalesce(e.${field}, '')`);
  const equal = columns.map((_, index) => `${entryValues[index]} = ${compared[index]}`).join(' and ');
  await client.query(
    `with row_keys as (
       select s.row_number, ${compared.map((value, index) => `${value} as v${index}`).join(', ')},
              row_number() over (partition by ${compared.join(', ')} order by s.row_number) as nth
       from staged_rows s
       where ${rowsOfStep.equal} and s.problems is null and s.target is null ${as === 'typed' ? 'and s.typed is not null' : ''}
     ), entry_keys as (
       select e.id, ${entryValues.map((value, index) => `${value} as v${index}`).join(', ')},
              row_number() over (partition by ${entryValues.join(', ')} order by e.deleted_at desc nulls first, e.id) as nth
       from employees e
       where ${visible} and exists (select from staged_rows s where ${rowsOfStep.equal} and ${equal})
         and not exists (select from staged_rows taken where taken.target = e.id)
     )
     update staged_rows s set target = entry_keys.id
     from row_keys join entry_keys using (nth, ${columns.map((_, index) => `v${index}`).join(', ')})
     where s.row_number = row_keys.row_number`,
  );
}

/** An empty kind is a person, as it will be stored. */
function cellOfKind(cell: (field: StoredField) => string): string {
  return `nullif(${cell('kind')}, ''), 'person'`;
}

/** Rows that would make an entry and have no name for it. */
export async function refuseNamelessRows(client: ClientBase, step: MatchStep): Promise<void> {
  await client.query(
    `update staged_rows s set problems = jsonb_build_array(jsonb_build_object(
       'column', null, 'value', null, 'message', 'No entry fits this row, and it brings no name to make one.'))
     where ${rowsOfStep[step]} and s.problems is null and s.target is null and s.full_name is null`,
  );
}
