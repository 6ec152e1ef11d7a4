import 'server-only';

/**
 * A script that also notes in `monitor.indexes`, in its own transaction, which indexes it made and which it took away. What others
 * made is not ours, and what others dropped is missed all the same. Before migration 0023 there is no such list.
 */
export function notingIndexes(script: string): string {
  return `${BEFORE}${script}${AFTER}`;
}

const BEFORE = `do $$ begin
  if to_regclass('monitor.present_indexes') is not null then
    perform set_config('switchboard.indexes', (
      select coalesce(json_agg(json_build_object('id', id, 'relation', relation, 'name', name)), '[]')::text from monitor.present_indexes), true);
  end if;
end $$;
`;

/** One that it made anew, as a change of a column's type does, stays whose it was. */
const AFTER = `
;do $$ declare noted json := nullif(current_setting('switchboard.indexes', true), '');
begin
  if noted is null then return; end if;
  with before as (select * from json_to_recordset(noted) as b (id oid, relation text, name text)),
  gone as (
    delete from monitor.indexes i using before b where (i.relation, i.name) = (b.relation, b.name)
      and not exists (select from monitor.present_indexes p where (p.relation, p.name) = (i.relation, i.name))
  )
  insert into monitor.indexes as i (relation, name, definition, ours)
  select relation, name, definition, true from monitor.present_indexes p
  where not exists (select from before b where b.id = p.id)
    and (not exists (select from before b where (b.relation, b.name) = (p.relation, p.name))
      or exists (select from monitor.indexes o where (o.relation, o.name) = (p.relation, p.name) and o.ours))
  on conflict (relation, name) do update set definition = excluded.definition, ours = true;
end $$`;
