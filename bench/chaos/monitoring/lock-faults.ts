import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Fault } from './fault.ts';
import { edgesIn, inOrder } from './read-words.ts';
import type { MonitoringStage } from './stage.ts';

const SESSION_SECONDS = 10;

/** Sessions that stop each other. */
export const lockFaults: Fault[] = [
  {
    name: 'lock-queue',
    limit: SESSION_SECONDS,
    async strike(stage) {
      // A holds a row, C has an open read, B updates A's row, D runs ALTER TABLE, E and F select (reference, lock experiment).
      const open = (name: string) => stage.session(`lock-${name}`);
      const [a, b, c, d, e, f] = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(open));
      if (!a || !b || !c || !d || !e || !f) throw new Error('No six sessions.');
      await a.query('create table if not exists public.lock_queue (id int primary key, value int)');
      await a.query('insert into public.lock_queue values (1, 1) on conflict (id) do nothing');
      await a.query('begin; update public.lock_queue set value = 2 where id = 1');
      await c.query('begin; select count(*) from public.lock_queue');
      const blocked = [quietly(b, 'update public.lock_queue set value = 3 where id = 1')];
      await sleep(300);
      blocked.push(quietly(d, 'alter table public.lock_queue add column more text'));
      await sleep(300);
      const at = Date.now();
      blocked.push(quietly(e, 'select * from public.lock_queue'), quietly(f, 'select * from public.lock_queue'));
      const [A, B, C, D, E, F] = [pidOf(a), pidOf(b), pidOf(c), pidOf(d), pidOf(e), pidOf(f)];
      const session = (pid: number) => `session ${pid} \\([^)]*\\)`;
      return {
        at,
        sentence: new RegExp(
          `by ${session(D)} stands in the queue .*cancelling it frees ${eitherOrder(`${E}`, `${F}`)} at once, and it waits itself for ${eitherOrder(session(A), session(C))}\\.`,
        ),
        isTrue: ({ evidence }) => {
          const truth = inOrder([
            ...[A, B, C].map((blocker): [number, number] => [D, blocker]),
            ...[E, F].map((waiter): [number, number] => [waiter, D]),
            [B, A],
          ]);
          return JSON.stringify(edgesIn(evidence)) === JSON.stringify(truth);
        },
        async heal() {
          await a.query('rollback');
          await c.query('rollback');
          await Promise.all(blocked);
          await a.query('drop table public.lock_queue');
        },
      };
    },
  },
  {
    name: 'idle-in-transaction',
    limit: SESSION_SECONDS,
    async strike(stage) {
      const holder = await stage.session('reporting-tool');
      await holder.query(`insert into employees (full_name) values ('Held Entry')`);
      await holder.query(`begin; update employees set designation = 'held' where full_name = 'Held Entry'`);
      const victims = await Promise.all(Array.from({ length: 3 }, () => stage.session('chatbot')));
      const at = Date.now();
      const blocked = victims.map((one) =>
        quietly(one, `update employees set designation = 'x' where full_name = 'Held Entry'`),
      );
      return {
        at,
        sentence: new RegExp(`${pidOf(holder)}|reporting-tool`),
        entry: [/idle in transaction/i],
        async heal() {
          await holder.query('rollback');
          await Promise.all(blocked);
        },
      };
    },
  },
  {
    name: 'deadlock',
    limit: SESSION_SECONDS,
    async strike(stage) {
      const [one, other] = await Promise.all([stage.session('payroll-sync'), stage.session('badge-sync')]);
      await one.query('create table public.pairs as select n as id, 0 as value from generate_series(1, 2) n');
      await one.query(`begin; update public.pairs set value = 1 where id = 1`);
      await other.query(`begin; update public.pairs set value = 1 where id = 2`);
      const first = quietly(one, `update public.pairs set value = 2 where id = 2`);
      await sleep(200);
      await quietly(other, `update public.pairs set value = 2 where id = 1`);
      await first;
      // A session counts for the server once its transaction is over.
      await Promise.all([quietly(one, 'rollback'), quietly(other, 'rollback')]);
      const at = Date.now();
      return {
        at,
        sentence: /deadlock/i,
        entry: [/payroll-sync/, /badge-sync/],
        async heal() {
          await quietly(one, 'drop table public.pairs');
        },
      };
    },
  },
  {
    name: 'connections-exhausted',
    limit: SESSION_SECONDS,
    async strike(stage) {
      const at = Date.now();
      const opened = await openUntilFull(stage);
      return {
        at: opened > 0 ? Date.now() : at,
        sentence: /nightly-report/,
        entry: [/connections/i],
        heal: async () => {},
      };
    },
  },
];

/** Opens connections of one application until the server refuses or nine of ten are taken. @returns how many */
async function openUntilFull(stage: MonitoringStage): Promise<number> {
  const first = await stage.session('nightly-report');
  const { rows } = await first.query(
    `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - count(*)::int as free
     from pg_stat_activity where backend_type = 'client backend'`,
  );
  const wanted = Math.max(0, Number(rows[0]?.free) - 3);
  const opened = await Promise.allSettled(Array.from({ length: wanted }, () => stage.session('nightly-report')));
  return opened.filter(({ status }) => status === 'fulfilled').length;
}

function pidOf(client: pg.Client): number {
  const pid: unknown = Reflect.get(client, 'processID');
  return typeof pid === 'number' ? pid : 0;
}

/** `4310 and 4311` or `4311 and 4310`, of two patterns. */
function eitherOrder(one: string, other: string): string {
  return `(?:${one} and ${other}|${other} and ${one})`;
}

/** A statement that waits and may be ended from elsewhere. */
async function quietly(client: pg.Client, sql: string): Promise<void> {
  await client.query(sql).catch(() => {});
}
