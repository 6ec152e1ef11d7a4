import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { tidyText } from '#lib/monitoring/statements/text.ts';
import { statementId } from '#server/monitoring/statements/identity.ts';
import type { Fault } from './fault.ts';

const STATEMENT_SECONDS = 20;
const MINUTE_MS = 60_000;
const SLOWER = 5;
const TRIED = 200;
/** The first calls of a new table are slower than all that follow. */
const WARMING = 100;

/** Statements that became slow, or that spill. */
export const statementFaults: Fault[] = [
  {
    name: 'statement-slower-than-yesterday',
    limit: STATEMENT_SECONDS,
    async strike(stage) {
      const owner = await stage.session('chaos');
      await owner.query(
        'create table public.rates as select n as id, n % 100 as bank, n::numeric as rate from generate_series(1, 60000) n',
      );
      const text = 'select sum(rate) from public.rates where bank < $1';
      const reader = await stage.session('chatbot');
      // By another text: what monitoring knows of this one begins with the strike.
      const todayMs = await usualMs(reader, `${text} and true`);
      await plantYesterday(owner, text, todayMs / SLOWER);
      let reading = true;
      const at = Date.now();
      const read = (async () => {
        while (reading) await reader.query(text, [100]).catch(() => {});
      })();
      return {
        at,
        sentence: /rates/,
        entry: [/slower|times|usual/i],
        async heal() {
          reading = false;
          await read;
          await owner.query('drop table public.rates');
        },
      };
    },
  },
  {
    name: 'temp-spill',
    limit: STATEMENT_SECONDS,
    async strike(stage) {
      const owner = await stage.session('chatbot');
      await owner.query(
        'create table public.entries as select n as id, md5(n::text) as code from generate_series(1, 300000) n',
      );
      await owner.query(`set work_mem = '64kB'`);
      let reading = true;
      const at = Date.now();
      const read = (async () => {
        while (reading) {
          await owner.query('select id from public.entries order by code offset 299990').catch(() => {});
          await sleep(50);
        }
      })();
      return {
        at,
        sentence: /entries/,
        entry: [/work_mem/],
        async heal() {
          reading = false;
          await read;
          await owner.query('drop table public.entries');
        },
      };
    },
  },
];

/** What a call takes here and now, in milliseconds: the median of some, warm. */
async function usualMs(client: pg.Client, text: string): Promise<number> {
  const took: number[] = [];
  for (let call = 0; call < TRIED; call += 1) {
    const began = performance.now();
    await client.query(text, [100]);
    took.push(performance.now() - began);
  }
  const warm = took.slice(WARMING).sort((one, other) => one - other);
  return warm[Math.floor(warm.length / 2)] ?? 0;
}

/** What monitoring would have kept of yesterday: the statement at so many milliseconds a call, each minute of six hours. */
async function plantYesterday(client: pg.Client, text: string, meanMs: number): Promise<void> {
  const tidy = tidyText(text);
  const id = BigInt.asIntN(64, BigInt(`0x${statementId(tidy, false)}`)).toString();
  await client.query(
    `insert into monitor.statements (id, name, text, nested, watching) values ($1, 'rates', $2, false, false) on conflict do nothing`,
    [id, tidy],
  );
  const minutes = Array.from({ length: 360 }, (_, minute) =>
    new Date(Date.now() - (24 * 60 - minute) * MINUTE_MS).toISOString(),
  );
  for (const grain of [1, 10, 60, 1_440])
    await client.query(
      `insert into monitor.statement_deltas (grain, at, statement, calls, ms, rows, hit, read, written, temp, io_ms)
       select $1::int, date_bin(make_interval(mins => $1::int), m, timestamptz '2000-01-01 00:00Z'), $3::bigint, 100 * count(*), 100 * count(*) * $4::float8, 100 * count(*), 0, 0, 0, 0, 0
       from unnest($2::timestamptz[]) as m group by 2 on conflict do nothing`,
      [grain, minutes, id, meanMs],
    );
}
