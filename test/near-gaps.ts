// Run by a story: the open gaps of the texts named as arguments are of one meaning from now on. No worker takes that back: groups
// that a story placed have no vectors to make it anew of.
import pg from 'pg';
import { dataDirectory, dataDirectoryIsChosen } from '#server/core/paths.ts';
import { embeddedConnection } from '#server/core/postgres/embedded.ts';
import { vectorToHex } from '#server/questions/grouper/bytes.ts';

const client = new pg.Client(embeddedConnection(dataDirectory(), dataDirectoryIsChosen()));
await client.connect();
await client.query(
  `insert into question_gap_cores (gap_id, group_id, model, texts, looked, mean, failing)
   select p.id, p.group_id, 'story', array[q.id], 1, decode($2, 'hex'), 1
   from question_texts q join question_gaps p on p.group_id = q.group_id and p.closed is null and p.joined_into is null
   where q.normalized in (select search.asked_text(t) from unnest($1::text[]) t)
   on conflict (gap_id) do update set group_id = excluded.group_id, model = excluded.model, texts = excluded.texts, looked = excluded.looked,
     mean = excluded.mean, failing = excluded.failing`,
  [process.argv.slice(2), vectorToHex(Float32Array.of(1, 0))],
);
await client.end();
