import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

const TABLE_SECONDS = 45;
/** What there is of indexes is read once a minute at most. */
const INDEXES_SEEN_MS = 75_000;

/** Tables, indexes, sequences and the disk. */
export const storageFaults: Fault[] = [
  {
    name: 'dropped-index',
    limit: TABLE_SECONDS,
    async strike(stage) {
      const owner = await stage.session('chaos');
      await owner.query(
        `create table public.big_list as select n as id, md5(n::text) as code, repeat('x', 80) as filler from generate_series(1, 1000000) n`,
      );
      await owner.query('create index big_list_code_idx on public.big_list (code)');
      await owner.query('analyze public.big_list');
      const reader = await stage.session('chatbot');
      let reading = true;
      const read = (async () => {
        for (let n = 1; reading; n += 1) {
          await reader.query('select filler from public.big_list where code = md5($1)', [String(n)]).catch(() => {});
          await sleep(100);
        }
      })();
      await sleep(INDEXES_SEEN_MS);
      await owner.query('drop index public.big_list_code_idx');
      return {
        at: Date.now(),
        sentence: /big_list/,
        entry: [/big_list_code_idx/],
        async heal() {
          reading = false;
          await read;
          await owner.query('drop table public.big_list');
        },
      };
    },
  },
  {
    name: 'sequence-at-91-percent',
    limit: TABLE_SECONDS,
    async strike(stage) {
      const owner = await stage.session('chaos');
      await owner.query('create table public.tickets (id int generated always as identity primary key, note text)');
      await owner.query(`select setval('public.tickets_id_seq', (2147483647 * 0.91)::bigint)`);
      return {
        at: Date.now(),
        sentence: /tickets/,
        entry: [/91/],
        heal: () => owner.query('drop table public.tickets').then(() => {}),
      };
    },
  },
  {
    name: 'gin-pending-list',
    limit: TABLE_SECONDS,
    async strike(stage) {
      const owner = await stage.session('chaos');
      await owner.query(
        `create table public.notes (id int, body text) with (autovacuum_enabled = off);
         create index notes_body_idx on public.notes using gin (to_tsvector('simple', body)) with (fastupdate = on, gin_pending_list_limit = 65536)`,
      );
      await owner.query(
        `insert into public.notes select n, (select string_agg(md5(n::text || w::text), ' ') from generate_series(1, 12) w) from generate_series(1, 40000) n`,
      );
      const at = Date.now();
      let reading = true;
      const read = (async () => {
        while (reading) {
          await owner
            .query(`select count(*) from public.notes where to_tsvector('simple', body) @@ to_tsquery('simple', 'abc')`)
            .catch(() => {});
          await sleep(200);
        }
      })();
      return {
        at,
        sentence: /notes/,
        entry: [/pending/i],
        async heal() {
          reading = false;
          await read;
          await owner.query('drop table public.notes');
        },
      };
    },
  },
  {
    name: 'disk-budget',
    limit: TABLE_SECONDS,
    async strike(stage) {
      const owner = await stage.session('chaos');
      await owner.query(
        `insert into settings (key, value, updated_by) values ('diskBudgetGb', '1', 'system:chaos') on conflict (key) do update set value = excluded.value`,
      );
      await owner.query(
        `create unlogged table public.archive as select n, repeat(md5(n::text), 60) as body from generate_series(1, 450000) n`,
      );
      return {
        at: Date.now(),
        sentence: /budget|disk/i,
        entry: [/archive/],
        async heal() {
          await owner.query('drop table public.archive');
          await owner.query(`delete from settings where key = 'diskBudgetGb'`);
        },
      };
    },
  },
  {
    name: 'partition-missing',
    limit: TABLE_SECONDS,
    async strike(stage) {
      const owner = await stage.session('chaos');
      const { rows } = await owner.query(`select to_char(now() + interval '1 month', 'YYYY_MM') as month`);
      const month = String(rows[0]?.month);
      await owner.query(`drop table partitions.conversations_${month}, partitions.conversation_states_${month}`);
      return {
        at: Date.now(),
        sentence: /conversations|partition/i,
        entry: [/partition/i],
        heal: () =>
          owner
            .query(`select conversations_ensure_month((now() + interval '1 month')::date::timestamp)`)
            .then(() => {}),
      };
    },
  },
];
