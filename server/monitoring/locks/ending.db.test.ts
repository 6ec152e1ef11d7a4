import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EndingWish } from '#lib/monitoring/locks/input.ts';
import { closeMonitorPool } from '#server/core/db/monitor-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError, PasswordNeededError } from '#server/core/errors.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { type LockExperiment, setUpLockExperiment } from '#test/lock-experiment.ts';
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

async function wishFor(pid: number, reason = 'holds up the phonebook'): Promise<EndingWish> {
  const { rows } = await superuser.query(
    `select to_char(backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as start from pg_stat_activity where pid = $1`,
    [pid],
  );
  return { pid, backendStart: rows[0].start, reason };
}

async function pidOf(client: pg.Client): Promise<number> {
  return (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
}

async function audited(): Promise<unknown[]> {
  const { rows } = await superuser.query('select actor, action, target_id, details from audit_log order by id');
  return rows;
}

describe('cancelling', () => {
  test('the queued ALTER frees who waited behind it, and is audited without its text', async () => {
    experiment = await setUpLockExperiment(database);
    const { A, B, D, E, F } = experiment;
    const wish = await wishFor(D.pid);
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
        details: { started: wish.backendStart, application: 'D', login: 'switchboard', reason: wish.reason },
      },
      { ...target, action: 'backend.cancel.outcome', details: { ended: true } },
    ]);
  });

  test('a session that runs nothing is left alone, and ended on the next step', async () => {
    const client = await open(database.connection());
    await client.query('begin');
    const wish = await wishFor(await pidOf(client));
    const cancelled = await cancelBackend(admin, wish);
    expect(cancelled).toMatchObject({
      ok: false,
      code: 'conflict',
      message: expect.stringContaining('nothing to cancel'),
    });
    expect(await audited()).toEqual([]);
    expect(await terminateBackend(admin, wish)).toMatchObject({ ok: true, value: { ended: true } });
    await expect(client.query('select 1')).rejects.toThrow();
  });

  test('one that does not heed it within 5 s is told as still running', async () => {
    const client = await open(database.connection());
    const wish = await wishFor(await pidOf(client));
    // A cancel is caught and the work goes on; as a client's does that tries again.
    const running = expect(
      client.query(`do $$ declare until timestamptz := clock_timestamp() + interval '8 s'; begin
      while clock_timestamp() < until loop begin perform pg_sleep(8); exception when query_canceled then null; end; end loop; end $$`),
    ).rejects.toThrow();
    await expect
      .poll(
        async () =>
          (await superuser.query('select state from pg_stat_activity where pid = $1', [wish.pid])).rows[0].state,
      )
      .toBe('active');
    expect(await cancelBackend(admin, wish)).toMatchObject({
      ok: true,
      value: { ended: false, sentence: expect.stringContaining('ending its session is the next step') },
    });
    expect(await terminateBackend(admin, wish)).toMatchObject({ ok: true, value: { ended: true } });
    await running;
  });
});

describe('what is refused', () => {
  test('a pid that belongs to another session by now', async () => {
    const client = await open(database.connection());
    const pid = await pidOf(client);
    const wish = { ...(await wishFor(pid)), backendStart: '2026-01-01T00:00:00.000000Z' };
    for (const end of [cancelBackend, terminateBackend])
      expect(await end(admin, wish)).toMatchObject({ ok: false, code: 'conflict' });
    await expect(client.query('select 1')).resolves.toBeDefined();
    expect(await audited()).toEqual([]);
  });

  test.each([
    ['a superuser’s session', () => database.superuser(), 'only a superuser may end it'],
    ['another database’s', () => ({ ...database.connection(), database: 'postgres' }), 'another database'],
    [
      'our own upkeep',
      () => ({ ...database.connection(), application_name: 'switchboard-worker' }),
      'own upkeep (switchboard-worker)',
    ],
  ])('%s', async (_what, config, sentence) => {
    const client = await open(config());
    const wish = await wishFor(await pidOf(client));
    const refused = await terminateBackend(admin, wish);
    expect(refused).toMatchObject({ ok: false, code: 'forbidden', message: expect.stringContaining(sentence) });
    await expect(client.query('select 1')).resolves.toBeDefined();
    expect(await audited()).toEqual([]);
  });

  test('a part of Postgres itself', async () => {
    const { rows } = await superuser.query("select pid from pg_stat_activity where backend_type = 'checkpointer'");
    const refused = await terminateBackend(admin, await wishFor(rows[0].pid));
    expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('part of Postgres itself') });
  });

  test('another login’s session while the right is missing, with the statement that mends it', async () => {
    const login = `other_${randomUUID().slice(0, 8)}`;
    const { user } = database.connection();
    await superuser.query(`create role ${login} login password 'other'; revoke pg_signal_backend from ${user}`);
    try {
      const client = await open({ ...database.connection(), user: login, password: 'other' });
      const wish = await wishFor(await pidOf(client));
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

  test('who is no admin, and an admin whose password was given too long ago', async () => {
    const wish = await wishFor(await pidOf(await open(database.connection())));
    await expect(cancelBackend(userActor('analyst'), wish)).rejects.toThrow(ForbiddenError);
    const long = userActor('admin', { passwordAt: new Date(Date.now() - 11 * 60_000) });
    await expect(terminateBackend(long, wish)).rejects.toThrow(PasswordNeededError);
  });
});
