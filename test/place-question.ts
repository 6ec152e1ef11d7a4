// Run by a story: puts the texts named as arguments into a group of their own, also where the grouper was faster.
import pg from 'pg';
import { dataDirectory, dataDirectoryIsChosen } from '#server/core/paths.ts';
import { embeddedConnection } from '#server/core/postgres/embedded.ts';

const client = new pg.Client(embeddedConnection(dataDirectory(), dataDirectoryIsChosen()));
await client.connect();
await client.query('begin');
await client.query('select question_texts_compact()');
await client.query(
  `with made as (insert into question_groups (kind) values ('question') returning id)
   select question_texts_place(array_agg(q.id), array_agg(m.id)) from question_texts q cross join made m
   where q.normalized in (select search.asked_text(t) from unnest($1::text[]) t) having count(*) > 0`,
  [process.argv.slice(2)],
);
await client.query('commit');
await client.end();
