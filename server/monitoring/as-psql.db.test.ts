import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { sessionsProbe } from '#server/monitoring/sessions/probe.ts';
import { findStatements } from '#server/monitoring/statements/list.ts';
import { StatementsProbe } from '#server/monitoring/statements/probe.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();
const actor = systemActor('test');
const clients: pg.Client[] = [];
const facts = { version: 180_000, database: 'any', startedAt: '2026-11-27T10:00:00.000Z' };
const statesSchema = z.array(z.object({ state: z.string(), sessions: z.int() }));
const meansSchema = z.array(z.object({ query: z.string(), mean: z.number(), calls: z.int() }));

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
});

async function connect(application: string, config = database.connection()): Promise<pg.Client> {
  const client = new pg.Client({ ...config, application_name: application });
  client.on('error', () => {});
  clients.push(client);
  await client.connect();
  return client;
}

test('connections by state are those that pg_stat_activity counts at that moment', async () => {
  const open = await Promise.all(Array.from({ length: 6 }, () => connect('chatbot')));
  await Promise.all(open.slice(0, 2).map((client) => client.query('begin')));
  await open[2]?.query('begin');
  await open[2]?.query('select 1 / 0').catch(() => {});
  const busy = open.slice(3, 5).map((client) => client.query('select pg_sleep(20)').catch(() => {}));
  const monitor = await connect('switchboard-monitor');
  await expect.poll(async () => (await countStates(monitor, 'chatbot here')).active).toBe(2);

  // Within a transaction Postgres shows who is there as it was at the first look.
  await monitor.query('begin read only');
  const ours = await countStates(monitor, 'chatbot here');
  const all = await countStates(monitor, 'all');
  const reading = await sessionsProbe.read(monitor, facts);
  await monitor.query('commit');

  expect(ours).toEqual({ active: 2, idle: 1, idleInTransaction: 3, other: 0 });
  if (!reading.ok) throw new Error(reading.reason);
  const { applications, moreApplications, clients: counted } = reading.value;
  expect(moreApplications).toBe(0);
  expect(applications.find(({ application, here }) => application === 'chatbot' && here)).toMatchObject(ours);
  const sum = (name: keyof typeof all) => applications.reduce((total, one) => total + one[name], 0);
  const shown = { active: sum('active'), idle: sum('idle'), idleInTransaction: sum('idleInTransaction') };
  expect({ ...shown, other: sum('other') }).toEqual(all);
  expect(counted).toBe(all.active + all.idle + all.idleInTransaction + all.other);
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await Promise.all(busy);
});

/** `select state, count(*)`, of client backends: of this test, or of the whole server, where other tests come and go. */
async function countStates(client: pg.Client, of: 'chatbot here' | 'all') {
  const condition = of === 'all' ? 'true' : `application_name = 'chatbot' and datname = current_database()`;
  const { rows } = await client.query(
    `select coalesce(state, '') as state, count(*)::int as sessions from pg_stat_activity
     where backend_type = 'client backend' and ${condition} group by 1`,
  );
  const states = statesSchema.parse(rows);
  const sessionsIn = (beginning: string) =>
    states.reduce((sum, { state, sessions }) => (state.startsWith(beginning) ? sum + sessions : sum), 0);
  const idleInTransaction = sessionsIn('idle in transaction');
  const [active, idle] = [sessionsIn('active'), sessionsIn('idle') - idleInTransaction];
  return { active, idle, idleInTransaction, other: sessionsIn('') - active - idle - idleInTransaction };
}

// Another test may have the counters reset meanwhile, on the same server.
test('statements by mean stand in the order of mean_exec_time, with its values', { retry: 2 }, async () => {
  const superuser = await connect('test', database.superuser());
  await mainPool().query('truncate monitor.statements, monitor.statement_ids, monitor.statement_deltas');
  const client = await connect('switchboard-monitor');
  const probe = new StatementsProbe(actor);
  const sample = async () => {
    await client.query('begin read only');
    const reading = await probe.read(client, facts);
    await client.query('rollback');
    await probe.settle();
    if (!reading.ok) throw new Error(reading.reason);
  };
  await sample();
  // The fewer rows, the more calls: the order by mean is none of the others.
  const asked = await connect('chatbot');
  for (const [place, most] of [60_000, 200, 20_000, 2_000, 6_000].entries()) {
    const text = `select count(*) as ranked_${place} from generate_series(1, $1) as n where n > 0${' and n < 1e6'.repeat(place)}`;
    for (let call = 0; call < 60_000 / most && call < 30; call += 1) await asked.query(text, [most]);
  }
  await sample();
  const { rows } = await superuser.query(
    `select query, mean_exec_time as mean, calls::int as calls from pg_stat_statements
     where query like 'select count(*) as ranked_%' and dbid = (select oid from pg_database where datname = current_database())
     order by mean_exec_time desc`,
  );
  const told = meansSchema.parse(rows);
  const real = Date.now;
  Date.now = () => real() + 61_000;
  try {
    await sample();
  } finally {
    Date.now = real;
  }

  const hour = 3_600_000;
  const now = Date.now() + hour;
  const board = await findStatements(actor, {
    window: { from: now - 3 * hour, to: now },
    before: { from: now - 6 * hour, to: now - 3 * hour },
    order: 'mean',
  });
  const ranked = board.rows.filter(({ text }) => text.includes('ranked_'));
  const name = (text: string) => /ranked_\d/.exec(text)?.[0];
  expect(told).toHaveLength(5);
  expect(ranked.map(({ text }) => name(text))).toEqual(told.map(({ query }) => name(query)));
  for (const [place, { mean, calls }] of told.entries()) {
    expect(ranked[place]?.figures.calls).toBe(calls);
    expect(ranked[place]?.meanMs).toBeCloseTo(mean, 2);
  }
});
