import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { culpritsOf } from '#lib/monitoring/locks/tree.ts';
import { causesOfSessions } from '#lib/monitoring/sessions/causes.ts';
import { type Sessions, sessionsSchema } from '#lib/monitoring/sessions/sample.ts';
import { receivePools } from '#server/monitoring/pool/part.ts';
import { withDatabase } from '#test/database.ts';
import { type LockExperiment, setUpLockExperiment } from '#test/lock-experiment.ts';
import { held, poolOf } from '#test/pool-samples.ts';
import { sessionsProbe } from './probe.ts';

const database = withDatabase();
const server = { version: 180000, database: 'any', startedAt: '2026-11-27T10:00:00.000Z' };
const stranger = 'stranger_to_monitoring';
let superuser: pg.Client;
let experiment: LockExperiment | undefined;

beforeAll(async () => {
  superuser = new pg.Client(database.superuser());
  await superuser.connect();
  await superuser.query(`drop role if exists ${stranger}; create role ${stranger} login password 'stranger'`);
});
afterEach(async () => {
  await experiment?.close();
  experiment = undefined;
});
afterAll(async () => {
  await superuser.query(`drop role ${stranger}`);
  await superuser.end();
});

/** A sample as it travels: through JSON, and checked by its schema. */
async function sample(connection: pg.ClientConfig = database.connection()): Promise<Sessions> {
  const client = new pg.Client({ ...connection, application_name: 'switchboard-monitor' });
  await client.connect();
  try {
    await client.query('begin read only');
    const reading = await sessionsProbe.read(client, server);
    if (!reading.ok) throw new Error(reading.reason);
    return sessionsSchema.parse(JSON.parse(JSON.stringify(reading.value)));
  } finally {
    await client.end();
  }
}

describe('the six sessions of the lock experiment', () => {
  test('their edges are exactly those that Postgres tells, and D is to blame', async () => {
    experiment = await setUpLockExperiment(database);
    const { A, B, C, D, E, F } = experiment;
    const seen = await sample();
    const edges = seen.locks.waits.map(({ pid, blockers }) => [pid, blockers.toSorted((a, b) => a - b)]);
    const sorted = (...pids: number[]) => pids.toSorted((a, b) => a - b);
    expect(edges).toEqual([
      [B.pid, [A.pid]],
      [D.pid, sorted(A.pid, B.pid, C.pid)],
      [E.pid, [D.pid]],
      [F.pid, [D.pid]],
    ]);
    expect(culpritsOf(seen.locks)).toEqual([
      { pid: D.pid, kind: 'queued', victims: [E.pid, F.pid], frees: [E.pid, F.pid], waiters: [B.pid, E.pid, F.pid] },
    ]);
    const [first] = causesOfSessions(seen, [{ at: seen.at, value: seen }]);
    expect(first?.sentence).toContain(`ALTER TABLE on ledger by session ${D.pid} (D of switchboard)`);
    expect(first?.sentence).toContain(`cancelling it frees ${E.pid} and ${F.pid} at once`);
    expect(first?.sentence).toMatch(
      new RegExp(`it waits itself for session ${A.pid} .*idle in transaction.* and session ${C.pid} `),
    );
    expect(first?.action).toMatchObject({ kind: 'cancel', pid: D.pid });
  });

  test('statements come without their values', async () => {
    experiment = await setUpLockExperiment(database);
    const seen = await sample();
    const statements = seen.sessions.map(({ statement }) => statement);
    expect(statements).toContain("update ledger set value = … where id = … and '…' <> '…'");
    expect(JSON.stringify(seen)).not.toContain('Jane');
  });

  test('those of ours in the queue are known by what their connections are held for', async () => {
    experiment = await setUpLockExperiment(database);
    const { C, E } = experiment;
    const holders = [...held(1, { pid: E.pid, route: '/questions' }), ...held(1, { pid: C.pid + 100_000 })];
    receivePools({ to: 'worker', kind: 'pools', pools: [poolOf({ name: 'E', holders })] });
    const seen = await sample();
    expect(seen.sessions.flatMap(({ pid, work }) => (work === undefined ? [] : [[pid, work]]))).toEqual([
      [E.pid, { route: '/questions', operation: null }],
    ]);
    const [first] = causesOfSessions(seen, [{ at: seen.at, value: seen }]);
    expect(first?.hurts).toContain('1 of the page /questions');
  });

  test('a login that may see nobody else says so, and still tells who waits for whom', async () => {
    experiment = await setUpLockExperiment(database);
    const seen = await sample({ ...database.connection(), user: stranger, password: 'stranger' });
    expect(seen.hidden).toEqual({ sessions: expect.any(Number), mend: `GRANT pg_monitor TO ${stranger};` });
    expect(seen.hidden?.sessions).toBeGreaterThanOrEqual(6);
    expect(seen.locks.waits.map(({ pid }) => pid)).toContain(experiment.D.pid);
    const hidden = seen.sessions.find(({ pid }) => pid === experiment?.A.pid);
    expect(hidden).toMatchObject({ state: null, statement: null, start: null, user: 'switchboard' });

    await superuser.query(`grant pg_monitor to ${stranger}`);
    const mended = await sample({ ...database.connection(), user: stranger, password: 'stranger' });
    expect(mended.hidden).toBeNull();
    expect(mended.sessions.find(({ pid }) => pid === experiment?.A.pid)?.state).toBe('idle in transaction');
  });
});

test('whom only a superuser may end is known before anybody tries', async () => {
  await superuser.query('begin');
  const worker = new pg.Client({ ...database.connection(), application_name: 'switchboard-worker' });
  await worker.connect();
  try {
    const pidOf = async (client: pg.Client) => (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
    const [above, ours] = [await pidOf(superuser), await pidOf(worker)];
    const { sessions } = await sample();
    expect(sessions.find(({ pid }) => pid === above)?.kept).toBe('superuser');
    expect(sessions.find(({ pid }) => pid === ours)).toMatchObject({ application: 'switchboard-worker' });
    expect(sessions.find(({ pid }) => pid === ours)?.kept).toBeUndefined();
  } finally {
    await superuser.query('rollback');
    await worker.end();
  }
});

test('the counts are those of pg_stat_activity', async () => {
  const others = Array.from(
    { length: 3 },
    () => new pg.Client({ ...database.connection(), application_name: 'chatbot' }),
  );
  others.push(new pg.Client({ ...database.connection(), application_name: 'switchboard-health' }));
  await Promise.all(others.map((client) => client.connect()));
  await others[0]?.query('begin');
  try {
    const seen = await sample();
    expect(seen.applications.find(({ application, here }) => application === 'chatbot' && here)).toMatchObject({
      active: 0,
      idle: 2,
      idleInTransaction: 1,
      other: 0,
    });
    // Other tests come and go on this server meanwhile; the sample's own session has ended when they are compared.
    await expect
      .poll(async () => {
        const { clients, clientsHere, maxConnections } = await sample();
        const { rows } = await superuser.query(`
          select count(*)::int as clients, (count(*) filter (where datname = current_database()))::int as here,
                 current_setting('max_connections')::int as most
          from pg_stat_activity where backend_type = 'client backend'`);
        return [clients - 1 - rows[0].clients, clientsHere - 1 - rows[0].here, maxConnections - rows[0].most];
      })
      .toEqual([0, 0, 0]);
    expect(seen.sessions.some(({ application }) => application === 'chatbot')).toBe(true);
    expect(seen.sessions.filter(({ application }) => /^switchboard-(monitor|health)$/.test(application))).toEqual([]);
  } finally {
    await Promise.all(others.map((client) => client.end()));
  }
});
