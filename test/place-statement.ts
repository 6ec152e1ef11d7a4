// Run by a story: keeps a statement that ran in the last hours, so that its page has something to show from the first minute.
import pg from 'pg';
import { dataDirectory, dataDirectoryIsChosen } from '#server/core/paths.ts';
import { embeddedConnection } from '#server/core/postgres/embedded.ts';

const client = new pg.Client(embeddedConnection(dataDirectory(), dataDirectoryIsChosen()));
await client.connect();
await client.query(
  `insert into monitor.statements (id, name, text, nested, watching)
   values (x'00ff00ff00ff00ff'::bigint, 'select seen_on_every_page', 'select * from seen_on_every_page where id = $1', false, false) on conflict do nothing`,
);
await client.query(
  `insert into monitor.statement_deltas (grain, at, statement, calls, ms, rows, hit, read, written, temp, io_ms)
   select g, date_bin(make_interval(mins => g), now(), timestamptz '2000-01-01 00:00Z') - make_interval(mins => g * n), x'00ff00ff00ff00ff'::bigint, 20, 20 * n, 20, 200, 10, 0, 0, 0
   from unnest(array[1, 10, 60, 1440]) as g cross join generate_series(1, 40) as n on conflict do nothing`,
);
await client.query(
  `insert into monitor.statement_plans (statement, shape, plan) values (x'00ff00ff00ff00ff'::bigint, 'seen', $1) on conflict do nothing`,
  [
    {
      node: 'Seq Scan',
      relation: 'seen_on_every_page',
      index: null,
      cost: 120,
      rows: 1,
      details: ['Filter: (id = $1)'],
      children: [],
    },
  ],
);
await client.end();
