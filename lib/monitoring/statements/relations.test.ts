import { expect, test } from 'vitest';
import { relationsOf } from './relations.ts';

test.each([
  ['select * from employees e, public.departments as d where e.id = d.id', ['employees', 'public.departments']],
  ['select a from "My Table" join lateral (select 1 from x) y on true', ['my table', 'x']],
  ['select * from (a join b using (id)), c order by 1, 2', ['a', 'b', 'c']],
  ['with recursive t (id) as (select 1 from base union all select 2 from t) select * from t, other', ['base', 'other']],
  ['select extract(year from at), substring(name from 2) from log where a is distinct from b', ['log']],
  ['select * from unnest($1::int[]) as n (id), generate_series($2, $3) g join z on z.id = g', ['z']],
  ['select id from jobs where state = $1 for update skip locked', ['jobs']],
  ['insert into a (x, y) select x, y from b on conflict (x) do update set y = excluded.y returning id', ['a', 'b']],
  ['update only a set x = b.x from b where b.id = a.id', ['a', 'b']],
  ['delete from a using b where a.id = b.id', ['a', 'b']],
  ['select (select count(*) from a), (select max(x) from b), now()', ['a', 'b']],
  ['select * from a join b on a.id = b.id and f(a.x, b.x), c', ['a', 'b', 'c']],
  ['select current_setting($1), now()', []],
])('%s', (text, relations) => {
  expect(relationsOf(text)).toEqual(relations);
});
