// Run by a story: puts the texts named as arguments into a group of their own, also where the grouper was faster, and with them the
// gap that they had made by then. The group is pinned and apart from those of other stories, so that a re-cluster that falls due
// meanwhile leaves it alone.
import pg from 'pg';
import { dataDirectory, dataDirectoryIsChosen } from '#server/core/paths.ts';
import { embeddedConnection } from '#server/core/postgres/embedded.ts';

const client = new pg.Client(embeddedConnection(dataDirectory(), dataDirectoryIsChosen()));
await client.connect();
await client.query('begin');
// As the worker does before it looks for gaps: one that is moved here is not moved by it once more, after a page has shown it.
await client.query(`select pg_advisory_xact_lock(hashtext('switchboard.gaps'))`);
await client.query('select question_texts_compact()');
await client.query(
  `with made as (insert into question_groups (kind, pinned) values ('question', true) returning id)
   select question_texts_place(array_agg(q.id), array_agg(m.id)) from question_texts q cross join made m
   where q.normalized in (select search.asked_text(t) from unnest($1::text[]) t) having count(*) > 0`,
  [process.argv.slice(2)],
);
await client.query(
  `update question_gaps p set group_id = q.group_id, home_group_id = q.group_id, version = version + 1
   from question_texts q
   where q.normalized in (select search.asked_text(t) from unnest($1::text[]) t) and p.failing_texts[1] = q.id and p.joined_into is null
     and not exists (select from question_texts o where o.group_id = p.group_id)
     and not exists (select from question_gaps o where o.group_id = q.group_id)`,
  [process.argv.slice(2)],
);
await client.query(
  `insert into question_rulings (kind, group_id, sets, before)
   select 'apart', max(p.id), jsonb_agg(p.texts), '{"groups": []}'
   from (select g.id, jsonb_agg(q.id) as texts from question_groups g join question_texts q on q.group_id = g.id
         where g.pinned group by g.id) p having count(*) > 1`,
);
await client.query('commit');
await client.end();
