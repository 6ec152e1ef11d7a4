import 'server-only';

const GAP = "repeat(E'\\n', 8)";
const facts = `(select string_agg(f.value #>> '{}', ${GAP}) from jsonb_path_query(b.file_facts, 'strict $.**') f (value) where jsonb_typeof(f.value) = 'string')`;
const values = `(select string_agg(v.value, ${GAP}) from jsonb_each(c.changes) k cross join jsonb_array_elements_text(k.value) v (value))`;

/** SQL: every text of the rows that imports keep; `b`, `c` and `p` are a batch, a change and a problem. */
export const importTexts = {
  batch: `concat_ws(${GAP}, b.file_name, b.error, ${facts})`,
  change: `concat_ws(${GAP}, c.employee_id, c.full_name, ${values})`,
  problem: `concat_ws(${GAP}, p.column_name, p.message, p.value)`,
};
