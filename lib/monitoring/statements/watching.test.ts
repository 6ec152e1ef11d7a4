import { expect, test } from 'vitest';
import { isWatching } from './watching.ts';

test.each([
  'select * from pg_stat_activity',
  'insert into monitor.samples (kind) values ($1)',
  'select i.indexrelid, c.relname from pg_index i join pg_class c on c.oid = i.indexrelid',
  'select concat_ws($1, (select count(*) from pg_class), (select count(*) from pg_attribute)) as mark',
  'select sum(size), count(*) from pg_ls_waldir()',
  'with gin as materialized (select c.oid as id from pg_class c) select g.id from gin g cross join lateral public.pgstatginindex(g.id::regclass) p',
  'select has_function_privilege($1, $2) as may',
  'rollback to savepoint monitor_matter',
  'select n.nspname from pg_catalog.pg_namespace n',
])('%s watches the server', (text) => {
  expect(isWatching(text)).toBe(true);
});

test.each([
  'select * from employees where note = $1',
  'select * from my_pg_stat_notes',
  'select * from pg_notes',
  'select monitor.id, monitor.size from monitor where monitor.id = $1',
  'select e.* from employees e, pg_class c where c.relname = e.name',
  'select gin_clean_pending_list(i.indexrelid) from pg_index i',
  'insert into notes select relname from pg_class',
  'create table notes as select relname from pg_class',
  'savepoint half',
  'select $1',
  'select now(), current_setting($1)',
])('%s is what people run', (text) => {
  expect(isWatching(text)).toBe(false);
});
