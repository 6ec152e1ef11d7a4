import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import type { Deadlock } from '#lib/monitoring/errors/deadlock.ts';
import { errorWindows, noneWords, rowsIn, sections, watchedIn } from '#lib/monitoring/errors/history.ts';
import { type ErrorsSample, errorsSampleSchema } from '#lib/monitoring/errors/sample.ts';
import { MINUTE_MS, minuteOf, type Tally } from '#lib/monitoring/errors/tally.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { countOutcome, readBook } from '#server/core/failures/book.ts';
import { inRequest } from '#server/core/request-context.ts';
import { findDeadlocks, findErrorHistory } from '#server/monitoring/errors/history.ts';
import { ErrorsReader } from '#server/monitoring/errors/reader.ts';
import { SeenSessions } from '#server/monitoring/errors/seen-sessions.ts';
import { sweepFailures, writeFailures } from '#server/monitoring/errors/store.ts';
import { tellOfFailures } from '#server/monitoring/errors/tell.ts';
import { Line } from '#server/monitoring/sampler/line.ts';
import { sessionsProbe } from '#server/monitoring/sessions/probe.ts';
import { keyActor, userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();

afterEach(() => {
  vi.restoreAllMocks();
});

const [day, threeDays] = errorWindows;
const WEB = randomUUID();

const tally = (facts: Partial<Tally>): Tally => ({
  ...{ kind: 'route', name: '/phonebook', place: '', detail: '', pool: '', failed: 0, total: 1, lastAt: Date.now() },
  ...facts,
});
const told = (minutes: { minute: number; tallies: Tally[] }[], deadlocks: Deadlock[] = []) => ({
  ...{ to: 'worker', kind: 'failures', process: WEB },
  told: { minutes, deadlocks },
});

async function readNow(reader: ErrorsReader): Promise<ErrorsSample> {
  const reading = await reader.read();
  await reader.settled();
  if (!reading.ok) throw new Error(reading.reason);
  return errorsSampleSchema.parse(JSON.parse(JSON.stringify(reading.value)));
}

test('blind until the web has told; then its counts and the worker’s own, in memory and in the tables', async () => {
  const reader = new ErrorsReader(new SeenSessions());
  expect(await reader.read()).toMatchObject({ ok: false, mend: null });
  await reader.settled();
  const minute = minuteOf(Date.now());
  reader.receive('stop');
  reader.receive(told([{ minute, tallies: [tally({ failed: 2, total: 9 })] }]));
  // A minute told again stands for what was told before.
  reader.receive(told([{ minute, tallies: [tally({ failed: 3, total: 12 })] }]));
  countOutcome({ kind: 'job', name: 'import.apply', detail: '40001' }, true);
  const sample = await readNow(reader);
  expect(sample.sums.route).toEqual({ five: { failed: 3, total: 12 }, hour: { failed: 3, total: 12 } });
  expect(sample.rows).toContainEqual(expect.objectContaining({ name: 'import.apply', detail: '40001' }));
  expect(sample.rows.some(({ kind }) => kind === 'seen')).toBe(false);
  expect(sample).toMatchObject({ serverSeen: false, jobs: { state: 'blind', mend: null } });

  // One that begins anew writes at once, and over what was written of the same minute.
  const later = new ErrorsReader(new SeenSessions());
  later.receive(told([{ minute, tallies: [tally({ failed: 3, total: 12 })] }]));
  await readNow(later);
  const history = await findErrorHistory(userActor('analyst'), day, Date.now());
  expect(rowsIn(history, sections[0])).toMatchObject([
    { name: '/phonebook', failed: 3, total: 12, bars: [{ failed: 3 }] },
  ]);
  expect(rowsIn(history, sections[4])).toMatchObject([{ name: 'import.apply', detail: '40001' }]);
});

test('a start under the process id of another writes nothing over of what that one counted in the same minute', async () => {
  for (let start = 0; start < 2; start += 1) {
    Reflect.deleteProperty(globalThis, Symbol.for('switchboard.failures'));
    countOutcome({ kind: 'route', name: '/start' }, true);
    const reader = new ErrorsReader(new SeenSessions());
    tellOfFailures((message) => reader.receive(message));
    await readNow(reader);
  }
  const history = await findErrorHistory(userActor('analyst'), day, Date.now());
  // This process is the web and the worker.
  expect(rowsIn(history, sections[0]).find(({ name }) => name === '/start')).toMatchObject({ failed: 4, total: 4 });
});

test('what a web process says no more is old, not well', async () => {
  const reader = new ErrorsReader(new SeenSessions());
  reader.receive(told([]));
  await reader.read();
  await reader.settled();
  const real = Date.now;
  Date.now = () => real() + 20_000;
  try {
    await expect(reader.read()).rejects.toThrow('has said nothing of its failures for 20 s');
    await reader.settled();
  } finally {
    Date.now = real;
  }
});

test('minutes that were watched are known by who watched, 72 hours are kept, and no more is claimed', async () => {
  await mainPool().query('delete from monitor.failures');
  const now = minuteOf(Date.now());
  const seen = (minute: number, name: string) => ({ minute, process: name, tallies: [tally({ kind: 'seen', name })] });
  const ago = [1, 2, 60, 71 * 60, 73 * 60].map((minutes) => now - minutes * MINUTE_MS);
  await writeFailures(ago.flatMap((minute) => ['web', 'worker', 'server'].map((name) => seen(minute, name))));
  await writeFailures([seen(now - 3 * MINUTE_MS, 'web')]);
  const history = await findErrorHistory(userActor('admin'), threeDays, Date.now());
  const sum = (minutes: readonly number[]) => minutes.reduce((all, one) => all + one, 0);
  expect(history.watched.web).toHaveLength(73);
  expect([sum(history.watched.web), sum(watchedIn(history, sections[2]))]).toEqual([5, 4]);
  const { minutes } = await findDeadlocks(userActor('admin'));
  expect(noneWords('deadlock was seen', minutes, 72)).toBe(
    'No deadlock was seen in the 4 min that were watched of these 72 hours.',
  );
  await sweepFailures();
  const { rows } = await mainPool().query("select count(*)::int as left from monitor.failures where process = 'web'");
  expect(rows).toEqual([{ left: 5 }]);
});

/** Two sessions that wait for each other until Postgres ends one; which it is, is up to who comes last. */
async function meet(one: pg.ClientBase, other: pg.ClientBase, between: () => Promise<void> = async () => {}) {
  await mainPool().query('create table if not exists pairs as select n as id, 0 as value from generate_series(1, 2) n');
  const update = (id: number) => ({ text: 'update pairs set value = 1 where id = $1', values: [id] });
  for (const client of [one, other]) await client.query('begin');
  // Who looks first finds it: so that the victim is the one this is about.
  await one.query("set local deadlock_timeout = '10s'").catch(() => one.query('rollback; begin'));
  await one.query(update(1));
  await other.query(update(2));
  const first = one.query(update(2)).catch(() => {});
  await expect.poll(async () => (await waiting()) > 0, { timeout: 3_000, interval: 20 }).toBe(true);
  const second = other.query(update(1)).catch(() => {});
  await between();
  await Promise.all([first, second]);
  for (const client of [one, other]) await client.query('rollback');
}

async function waiting(): Promise<number> {
  const { rows } = await mainPool().query('select count(*)::int as waiting from pg_locks where not granted');
  return Number(rows[0].waiting);
}

async function stranger(name: string): Promise<pg.Client> {
  const client = new pg.Client({ ...database.superuser(), application_name: name });
  await client.connect();
  return client;
}

test('a deadlock of ours with another program names both, though no sample saw them, and is told once', async () => {
  const sessions = new SeenSessions();
  const probe = sessions.watching(sessionsProbe);
  const line = new Line({ holdsLock: false });
  const reader = new ErrorsReader(sessions);
  reader.receive(told([]));
  await line.read((client, server) => probe.read(client, server));
  const other = await stranger('payroll-sync');
  const own = await inRequest('one', () => mainPool().connect(), { route: '/phonebook/[id]', operation: 'saveAction' });
  const before = readBook(0).deadlocks.length;
  await meet(other, own);
  expect(readBook(0).deadlocks).toHaveLength(before + 1);
  const sample = await readNow(reader);
  const again = await readNow(reader);
  expect(sample.deadlocks).toHaveLength(1);
  expect(again.deadlocks[0]).toMatchObject({
    sure: true,
    parties: [
      {
        from: 'own',
        route: '/phonebook/[id]',
        operation: 'saveAction',
        statement: 'update pairs set value = … where id = $1',
      },
      { from: 'session', application: 'payroll-sync' },
    ],
  });
  own.release();
  await other.end();
  await expect
    .poll(
      async () => {
        await line.read((client, server) => probe.read(client, server));
        await readNow(reader);
        return sessions.claim();
      },
      { timeout: 15_000, interval: 500 },
    )
    .toBe(false);
  await line.close();
});

test('a deadlock of two others is likely that of who waited for each other in the sample before', async () => {
  const sessions = new SeenSessions();
  const probe = sessions.watching(sessionsProbe);
  const line = new Line({ holdsLock: false });
  const look = async () => void (await line.read((client, server) => probe.read(client, server)));
  await look();
  const [one, other] = await Promise.all([stranger('payroll-sync'), stranger('badge-sync')]);
  await meet(one, other, async () => {
    await expect.poll(waiting, { timeout: 3_000, interval: 20 }).toBeGreaterThan(1);
    await look();
  });
  await expect
    .poll(
      async () => {
        await look();
        const found = sessions.takeOthers(Date.now() + 10_000);
        return found.flatMap(({ sure, parties }) => [
          sure,
          ...parties.map(({ application }) => application).toSorted(),
        ]);
      },
      { timeout: 15_000, interval: 300 },
    )
    .toEqual([false, 'badge-sync', 'payroll-sync']);
  await Promise.all([one.end(), other.end()]);
  await line.close();
});

test('jobs given up are listed by the class of their error; without the right the panel is blind and says the GRANT', async () => {
  await mainPool().query(
    `create schema jobs; create table jobs.job (name text, state text, completed_on timestamptz, output jsonb);
     insert into jobs.job values ('import.apply', 'failed', now(), '{"name":"ZodError","message":"Quillfeather"}'),
       ('import.apply', 'failed', now() - interval '1 hour', '{"name":"Error"}'), ('import.apply', 'completed', now(), null),
       ('regroup', 'failed', now() - interval '80 hours', null)`,
  );
  const reader = new ErrorsReader(new SeenSessions());
  reader.receive(told([]));
  await readNow(reader);
  const { jobs } = await readNow(reader);
  expect(jobs).toMatchObject({ state: 'seen', rows: [{ name: 'import.apply', count: 2, error: 'ZodError' }] });
  expect(JSON.stringify(jobs)).not.toContain('Quillfeather');
  const superuser = await stranger('admin');
  await superuser.query('alter table jobs.job owner to current_user; alter schema jobs owner to current_user');
  const blind = new ErrorsReader(new SeenSessions());
  blind.receive(told([]));
  await readNow(blind);
  expect((await readNow(blind)).jobs).toMatchObject({
    state: 'blind',
    mend: expect.stringMatching(/^GRANT USAGE ON SCHEMA jobs TO /),
  });
  const [{ login }] = (await mainPool().query('select current_user as login')).rows;
  await superuser.query(
    `grant usage on schema jobs to ${login}; grant select on all tables in schema jobs to ${login}`,
  );
  // What was mended is seen within seconds, long before the next look at what could be read.
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 5_000);
  await readNow(blind);
  expect((await readNow(blind)).jobs).toMatchObject({ state: 'seen' });
  await superuser.end();
});

test('operators and keys read none of it', async () => {
  await expect(findErrorHistory(userActor('operator'), day, Date.now())).rejects.toThrow(ForbiddenError);
  await expect(findDeadlocks(keyActor('analytics:read'))).rejects.toThrow(ForbiddenError);
});
