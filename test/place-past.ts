// Run by a story: puts an hour of yesterday's into what monitoring keeps, in which a queue for a lock was told and an index dropped.
import pg from 'pg';
import { type Sessions, sessionsSchema } from '#lib/monitoring/sessions/sample.ts';
import { dataDirectory, dataDirectoryIsChosen } from '#server/core/paths.ts';
import { embeddedConnection } from '#server/core/postgres/embedded.ts';
import { causeOf } from '#test/causes.ts';
import { sampleOf, session } from '#test/lock-samples.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Of the queue, 22 s into a whole minute. */
const queued = Math.floor(Date.now() / HOUR) * HOUR - 26 * HOUR + 5 * MINUTE + 22_000;
const iso = (at: number) => new Date(at).toISOString();
const micros = (at: number) => iso(at).replace('Z', '000Z');

const start = micros(queued - HOUR);

const quiet = (at: number) => ({
  ...sampleOf({ sessions: [session(4101, { start, state: 'idle' })] }),
  at: micros(at),
});
const queue = (at: number) => ({
  ...sampleOf({
    sessions: [
      session(4101, {
        start,
        application: 'report',
        state: 'idle in transaction',
        transactionSince: micros(at - 90_000),
      }),
      session(4102, {
        start,
        application: 'migration',
        wait: 'Lock: relation',
        statement: 'alter table employees add note',
      }),
      session(4103, { start, application: 'chatbot', wait: 'Lock: relation', statement: 'select name from employees' }),
    ],
    locks: {
      objects: [{ id: 1, kind: 'relation', name: 'employees' }],
      waits: [
        { pid: 4102, object: 1, mode: 'AccessExclusiveLock', since: micros(at - 9_000), blockers: [4101] },
        { pid: 4103, object: 1, mode: 'AccessShareLock', since: micros(at - 5_000), blockers: [4102] },
      ],
      holds: [{ pid: 4101, object: 1, mode: 'AccessShareLock' }],
      savepoints: [],
      moreWaits: 0,
    },
  }),
  at: micros(at),
});

const client = new pg.Client(embeddedConnection(dataDirectory(), dataDirectoryIsChosen()));
await client.connect();
const keep = (at: number, value: Sessions) =>
  client.query("insert into monitor.samples (kind, at, body) values ('sessions', $1, $2) on conflict do nothing", [
    iso(at),
    JSON.stringify({ state: 'measured', value: sessionsSchema.parse(value) }),
  ]);
for (let at = queued - 10 * MINUTE; at <= queued + 10 * MINUTE; at += 10_000) await keep(at, quiet(at));
for (let at = queued + 1_000; at < queued + 9_000; at += 2_000) await keep(at, queue(at));
await client.query(
  `insert into monitor.summaries (grain, at, sessions, active, waiting, blocked, verdict, partly, trouble, trouble_at)
   select 1, m, 6, case when m = $2 then 3 else 1 end, 0, case when m = $2 then 2 else 0 end, case when m = $2 then 2 else 0 end, false,
     case when m = $2 then 2 end, case when m = $2 then $3::timestamptz end
   from generate_series($1::timestamptz - interval '10 minutes', $1::timestamptz + interval '10 minutes', interval '1 minute') as m on conflict do nothing`,
  [iso(queued - 22_000), iso(queued - 22_000), iso(queued + 3_000)],
);
const cause = {
  ...causeOf('lock:4102'),
  severity: 'crit',
  sentence: 'Session 4102 (migration of app) waits to alter employees and holds 1 session up.',
  since: iso(queued - 9_000),
  toldAt: iso(queued + 1_000),
  symptoms: [],
};
await client.query(
  `insert into monitor.incidents (key, severity, since, told_at, ended_at, cause) values ('lock:4102', 'crit', $1, $2, $3, $4)`,
  [cause.since, cause.toldAt, iso(queued + 9_000), JSON.stringify(cause)],
);
await client.query(
  `insert into monitor.changes (kind, name, relation, what, before, from_at, to_at)
   values ('index', 'employees_story_idx', 'employees', 'dropped', 'CREATE INDEX employees_story_idx ON employees (full_name)', $1, $2)`,
  [iso(queued - 3 * MINUTE), iso(queued)],
);
await client.end();
process.stdout.write(`${iso(queued)}\n`);
