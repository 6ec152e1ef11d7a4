import 'server-only';
import { contactFields } from '#lib/phonebook/fields.ts';

/** Wider than what a number or a name may have between its parts, so that none reaches from one field into the next. */
const GAP = "repeat(E'\\n', 8)";

/** What the chatbot's side and imports write beside what an admin may change. */
const fields = [...contactFields, 'source', 'external_id'] as const;

/** SQL: every text of an entry, and given and family name as one. */
export function entryText(alias: string): string {
  const columns = fields.map((field) => `${alias}.${field}`).join(', ');
  return `concat_ws(${GAP}, ${columns}, concat_ws(' ', ${alias}.first_name, ${alias}.last_name))`;
}

/** SQL: every value that a change of the history holds, before and after. */
export function revisionText(alias: string): string {
  return `(select string_agg(v.value, ${GAP}) from jsonb_each(${alias}.changes) c cross join jsonb_array_elements_text(c.value) v (value))`;
}

/** SQL: the same, and given and family name as one, before and after: for an entry of which its history is all that is left. */
export function removedText(alias: string): string {
  const names = [0, 1].map(
    (side) => `concat_ws(' ', ${alias}.changes->'first_name'->>${side}, ${alias}.changes->'last_name'->>${side})`,
  );
  return `concat_ws(${GAP}, ${revisionText(alias)}, ${names.join(', ')})`;
}

/** SQL: whether the entry of a change is no more, so that its history is all that is left of it. */
export function isRemoved(alias: string): string {
  return `not exists (select from employees e where e.id = ${alias}.employee)`;
}
