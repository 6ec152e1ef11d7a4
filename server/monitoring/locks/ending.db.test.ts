import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ending } from '#lib/monitoring/locks/effect.ts';
import type { EndingWish } from '#lib/monitoring/locks/input.ts';
import { closeMonitorPool } from '#server/core/db/monitor-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError, PasswordNeededError } from '#server/core/errors.ts';
import { probePostgres } from '#server/core/health/postgres.ts';
import { isoOf } from '#server/monitoring/sessions/instant.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { type LockExperiment, setUpLockExperiment } from '#test/lock-experiment.ts';
import { asProduct } from '#test/product-login.ts';
import { cancelBackend, terminateBackend } from './ending.ts';

const database = withDatabase();
const admin = userActor('admin');
let superuser: pg.Client;
let clients: pg.Client[] = [];
let experiment: LockExperiment | undefined;

beforeAll(async () => {
  superuser = new pg.Client(database.superuser());
  await superuser.connect();
});
beforeEach(() => mainPool().query('truncate audit_log'));
afterEach(async () => {
  await experiment?.close();
  experiment = undefined;
  await Promise.all(clients.map((client) => client.end().catch(() => {})));
  clients = [];
});
afterAll(async () => {
  await closeMonitorPool();
  await superuser.end();
});

async function open(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config);
  client.on('error', () => {});
  await client.connect();
  clients.push(client);
  return client;
}

/** As the page sends it of what it shows at this moment. */
async function wishFor(pid: number, ending: Ending): Promise<EndingWish> {
  const { rows } = await superuser.query(
    `select ${isoOf('backend_start')} as start, ${isoOf('query_start')} as cancel, ${isoOf('xact_start')} as terminate
     from pg_stat_activity where pid = $1`,
    [pid],
  );
  return { pid, backendStart: rows[0].start, since: rows[0][ending], reason: 'holds up the phonebook' };
}

/** A statement that sleeps, and fails when it is ended. Before it sleeps, a heedless one does not yet catch a cancel. */
async function run(client: pg.Client, statement: string): Promise<{ pid: number; failed: Promise<unknown> }> {
  const pid = await pidOf(client);
  const failed = client.query(statement).catch((error: unknown) => error);
  await expect.poll(async () => (await stateOf(pid)).wait).toBe('PgSleep');
  return { pid, failed };
}

async function stateOf(pid: number): Promise<{ state: string; wait: string | null }> {
  const read = 'select state, wait_event as wait from pg_stat_activity where pid = $1';
  return (await superuser.query(read, [pid])).rows[0];
}

async function pidOf(client: pg.Client): Promise<number> {
  return (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
}

async function audited(): Promise<unknown[]> {
  const { rows } = await superuser.query('select actor, action, target_id, details from audit_log order by id');
  return rows;
}

/** A cancel is caught and the work goes on; as a client's does that tries again. */
const HEEDLESS = `do $$ declare until timestamptz := clock_timestamp() + interval '30 s'; begin
  while clock_timestamp() < until loop begin perform pg_sleep(30); exception when query_canceled then null; end; end loop; end $$`;

describe('cancelling', () => {
  test('the queued ALTER frees who waited behind it, and is audited without its values', async () => {
    experiment = await setUpLockExperiment(database);
    const { A, B, D, E, F } = experiment;
    const wish = await wishFor(D.pid, 'cancel');
    expect(await cancelBackend(admin, wish)).toEqual({
      ok: true,
      value: { ended: true, sentence: `The statement of ${D.pid} ended.` },
    });
    await Promise.all([D.settle(), E.settle(), F.settle()]);
    expect(B.waits).toBe(true);
    expect(A.waits).toBe(false);
    const target = { actor: `user:${admin.id}`, target_id: String(D.pid) };
    expect(await audited()).toEqual([
      {
        ...target,
        action: 'backend.cancel',
        details: {
          started: wish.backendStart,
          application: 'D',
          login: 'switchboard',
          statement: 'alter table ledger add column note text',
          statementSince: wish.since,
          reason: wish.reason,
        },
      },
      { ...target, action: 'backend.cancel.outcome', details: { ended: true } },
    ]);
  });

  test('a session that runs nothing is left alone, and ended on the next step', async () => {
    const client = await open(database.connection());
    await client.query('begin');
    const pid = await pidOf(client);
    const cancelled = await cancelBackend(admin, await wishFor(pid, 'cancel'));
    expect(cancelled).toMatchObject({
      ok: false,
      code: 'conflict',
      message: expect.stringContaining('nothing to cancel'),
    });
    expect(await audited()).toEqual([]);
    const wish = await wishFor(pid, 'terminate');
    expect(wish.since).not.toBeNull();
    expect(await terminateBackend(admin, wish)).toMatchObject({ ok: true, value: { ended: true } });
    await expect(client.query('select 1')).rejects.toThrow();
  });

  test('a job of our worker, which others wait for, frees them', async () => {
    const { pid, failed } = await run(
      await open({ ...database.connection(), application_name: 'switchboard-worker' }),
      'select pg_sleep(30)',
    );
    expect(await cancelBackend(admin, await wishFor(pid, 'cancel'))).toMatchObject({
      ok: true,
      value: { ended: true },
    });
    expect(await failed).toMatchObject({ code: '57014' });
  });

  test('one that does not heed it within 5 s is told as still running', async () => {
    const { pid, failed } = await run(await open(database.connection()), HEEDLESS);
    expect(await terminateBackend(admin, await wishFor(pid, 'terminate'))).toMatchObject({
      ok: false,
      code: 'conflict',
      message: expect.stringContaining('Cancel that first'),
    });
    expect(await cancelBackend(admin, await wishFor(pid, 'cancel'))).toMatchObject({
      ok: true,
      value: { ended: false, sentence: expect.stringContaining('ending its session is the next step') },
    });
    const wish = await wishFor(pid, 'terminate');
    expect(await terminateBackend(admin, wish)).toMatchObject({ ok: true, value: { ended: true } });
    expect(await failed).toBeInstanceOf(Error);
  });

  test('two at once leave the probes their connections', async () => {
    const heedless = await Promise.all([1, 2].map(async () => run(await open(database.connection()), HEEDLESS)));
    const wishes = await Promise.all(heedless.map(({ pid }) => wishFor(pid, 'cancel')));
    const cancels = Promise.all(wishes.map((wish) => cancelBackend(admin, wish)));
    await expect.poll(async () => (await audited()).length).toBe(2);
    expect(await probePostgres()).toMatchObject({ status: 'healthy' });
    expect(await cancels).toMatchObject([{ value: { ended: false } }, { value: { ended: false } }]);
    await superuser.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [
      heedless.map(({ pid }) => pid),
    ]);
    await Promise.all(heedless.map(({ failed }) => failed));
  });
});

const ends = { cancel: cancelBackend, terminate: terminateBackend };

describe('what is refused', () => {
  test('another statement that the same session is at by now', async () => {
    const client = await open(database.connection());
    const first = await run(client, 'select pg_sleep(30)');
    const wish = await wishFor(first.pid, 'cancel');
    await superuser.query('select pg_cancel_backend($1)', [first.pid]);
    await first.failed;
    const next = await run(client, "select pg_sleep(30), 'Quillfeather' as who");
    expect(await cancelBackend(admin, wish)).toMatchObject({
      ok: false,
      code: 'conflict',
      message: expect.stringContaining('at another statement by now'),
    });
    expect((await stateOf(next.pid)).state).toBe('active');
    expect(await audited()).toEqual([]);
    await superuser.query('select pg_cancel_backend($1)', [next.pid]);
    await next.failed;
  });

  test.each([
    ['another transaction than the one that was seen', 'begin', 'commit; begin'],
    ['a transaction that has begun since', 'select 1', 'begin'],
    ['a session whose transaction has ended', 'begin', 'commit'],
  ])('%s', async (_what, seen, since) => {
    const client = await open(database.connection());
    const pid = await pidOf(client);
    await client.query(seen);
    const wish = await wishFor(pid, 'terminate');
    for (const statement of since.split('; ')) await client.query(statement);
    expect(await terminateBackend(admin, wish)).toMatchObject({
      ok: false,
      code: 'conflict',
      message: expect.stringContaining('not in the transaction any more'),
    });
    await expect(client.query('select 1')).resolves.toBeDefined();
    expect(await audited()).toEqual([]);
  });

  test('a pid that belongs to another session by now', async () => {
    const client = await open(database.connection());
    const pid = await pidOf(client);
    for (const ending of ['cancel', 'terminate'] as const) {
      const wish = { ...(await wishFor(pid, ending)), backendStart: '2026-01-01T00:00:00.000000Z' };
      expect(await ends[ending](admin, wish)).toMatchObject({ ok: false, code: 'conflict' });
    }
    await expect(client.query('select 1')).resolves.toBeDefined();
    expect(await audited()).toEqual([]);
  });

  test.each([
    ['a superuser’s session', () => database.superuser(), 'only a superuser may end it'],
    ['another database’s', () => ({ ...database.connection(), database: 'postgres' }), 'another database'],
    [
      'our own upkeep',
      () => ({ ...database.connection(), application_name: 'switchboard-monitor' }),
      'own upkeep (switchboard-monitor)',
    ],
  ])('%s', async (_what, config, sentence) => {
    const client = await open(config());
    const wish = await wishFor(await pidOf(client), 'terminate');
    const refused = await terminateBackend(admin, wish);
    expect(refused).toMatchObject({ ok: false, code: 'forbidden', message: expect.stringContaining(sentence) });
    await expect(client.query('select 1')).resolves.toBeDefined();
    expect(await audited()).toEqual([]);
  });

  test('a part of Postgres itself', async () => {
    const { rows } = await superuser.query("select pid from pg_stat_activity where backend_type = 'checkpointer'");
    const refused = await terminateBackend(admin, await wishFor(rows[0].pid, 'terminate'));
    expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('part of Postgres itself') });
  });

  test('another login’s session while the right is missing, with the statement that mends it', async () => {
    const login = `other_${randomUUID().slice(0, 8)}`;
    const { user } = database.connection();
    await superuser.query(`create role ${login} login password 'other'; revoke pg_signal_backend from ${user}`);
    try {
      const client = await open({ ...database.connection(), user: login, password: 'other' });
      const wish = await wishFor(await pidOf(client), 'terminate');
      const mend = `GRANT pg_signal_backend TO ${user};`;
      expect(await terminateBackend(admin, wish)).toMatchObject({
        code: 'forbidden',
        message: expect.stringContaining(mend),
      });
      expect(await audited()).toEqual([]);
      await superuser.query(mend);
      expect(await terminateBackend(admin, wish)).toMatchObject({ ok: true, value: { ended: true } });
    } finally {
      await superuser.query(`drop role ${login}`);
    }
  });

  test.each(['cancel', 'terminate'] as const)(
    'to %s what the product’s login may end and not see, with the statement that mends it',
    async (ending) => {
      const other = `other_${randomUUID().slice(0, 8)}`;
      await superuser.query(`create role ${other} login password 'other'`);
      try {
        const client = await open({ ...database.connection(), user: other, password: 'other' });
        const pid = await pidOf(client);
        if (ending === 'cancel') await run(client, 'select pg_sleep(30)');
        const wish = await wishFor(pid, ending);
        await asProduct(database, 'pg_signal_backend', async (login) => {
          const mend = `GRANT pg_read_all_stats TO "${login}";`;
          expect(await ends[ending](admin, wish)).toMatchObject({
            code: 'forbidden',
            message: expect.stringContaining(mend),
          });
          expect(await audited()).toEqual([]);
          await superuser.query(mend);
          expect(await ends[ending](admin, wish)).toMatchObject({ ok: true, value: { ended: true } });
        });
      } finally {
        await superuser.query(`drop role ${other}`);
      }
    },
  );

  test('who is no admin, and an admin whose password was given too long ago', async () => {
    const wish = await wishFor(await pidOf(await open(database.connection())), 'terminate');
    await expect(cancelBackend(userActor('analyst'), wish)).rejects.toThrow(ForbiddenError);
    const long = userActor('admin', { passwordAt: new Date(Date.now() - 11 * 60_000) });
    await expect(terminateBackend(long, wish)).rejects.toThrow(PasswordNeededError);
  });
});
