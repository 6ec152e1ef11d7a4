import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type StatementsSample, statementsSampleSchema } from '#lib/monitoring/statements/sample.ts';
import { isWatching } from '#lib/monitoring/statements/watching.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { withDatabase } from '#test/database.ts';
import { StatementBook } from './book.ts';
import { StatementsProbe } from './probe.ts';

const database = withDatabase();
const actor = systemActor('test');
let client: pg.Client;
let probe: StatementsProbe;

beforeAll(async () => {
  await mainPool().query('create table orders (id int, note text)');
  await mainPool().query("insert into orders select n, 'note ' || n from generate_series(1, 2000) n");
  client = new pg.Client(database.connection());
  await client.connect();
});
afterAll(async () => {
  await client.end();
});
beforeEach(() => {
  probe = new StatementsProbe(actor);
});

async function facts() {
  const { rows } = await client.query(
    'select current_setting(\'server_version_num\')::int as version, current_database() as database, pg_postmaster_start_time()::text as "startedAt"',
  );
  return rows[0];
}

async function readWith(other: pg.Client, own = probe) {
  await other.query('begin read only');
  try {
    return await own.read(other, await facts());
  } finally {
    await other.query('rollback');
  }
}

async function sample(own = probe): Promise<StatementsSample> {
  const reading = await readWith(client, own);
  await own.settle();
  if (!reading.ok) throw new Error(reading.reason);
  return statementsSampleSchema.parse(JSON.parse(JSON.stringify(reading.value)));
}

const run = (times: number, sql = 'select count(*) from orders where id > $1') =>
  Promise.all(Array.from({ length: times }, (_, place) => mainPool().query(sql, [place])));

test('the first reading is a base, the next tells what ran in between, with its time and blocks', async () => {
  expect(await sample()).toMatchObject({ seam: 'start', seconds: 0, top: [] });
  await run(37);
  const next = await sample();
  expect(next.seam).toBeNull();
  const found = next.top.find(({ text }) => text.startsWith('select count(*) from orders'));
  expect(found).toMatchObject({ figures: { calls: 37, rows: 37 }, usualMs: null, scan: null });
  expect(found?.figures.ms).toBeGreaterThan(0);
  expect(found?.figures.hit).toBeGreaterThan(37);
  const named = next.top.reduce((sum, { figures }) => sum + figures.ms, 0);
  expect(named + next.others.ms).toBeCloseTo(next.total.ms, 1);
  expect(next.watching.calls).toBeGreaterThan(0);
  expect(next.top.some(({ text }) => text.includes('pg_stat_statements'))).toBe(false);
  expect(JSON.stringify(next).length).toBeLessThan(50_000);
});

test('what ran while another process read is not counted here', async () => {
  await sample();
  probe.forget();
  await run(19);
  expect(await sample()).toMatchObject({ seam: 'start', top: [], total: { calls: 0 } });
});

// Other tests of the same server reset the counters as well.
test('counts are those of the client through a reset, and never negative', { retry: 2 }, async () => {
  await sample();
  await run(25);
  const admin = new pg.Client(database.superuser());
  await admin.connect();
  await admin.query('select pg_stat_statements_reset()');
  await admin.end();
  await run(12);
  const next = await sample();
  expect(next.seam).toBe('reset');
  expect(next.top.find(({ text }) => text.includes('from orders'))?.figures.calls).toBe(12);
  await run(5);
  expect((await sample()).top.find(({ text }) => text.includes('from orders'))?.figures.calls).toBe(5);
});

test('a minute that has ended is written whole: names, the rest, ten minutes and hours alike', async () => {
  await mainPool().query('truncate monitor.statements, monitor.statement_ids, monitor.statement_deltas');
  await sample();
  await run(8);
  await sample();
  expect(await deltas()).toEqual([]);
  const real = Date.now;
  Date.now = () => real() + 61_000;
  try {
    await sample();
  } finally {
    Date.now = real;
  }
  const rows = await deltas();
  const orders = rows.filter(({ name }) => name === 'select orders');
  expect(orders.map(({ grain, calls }) => [grain, calls])).toEqual([
    [1, 8],
    [10, 8],
    [60, 8],
    [1440, 8],
  ]);
  const { rows: texts } = await mainPool().query('select text, watching from monitor.statements order by watching');
  expect(texts.some(({ text }) => text.includes('from orders where id > $1'))).toBe(true);
  expect(texts.some(({ watching }) => watching)).toBe(true);
});

async function deltas(): Promise<{ grain: number; name: string | null; calls: number }[]> {
  const { rows } = await mainPool().query(
    'select d.grain, s.name, d.calls::int as calls from monitor.statement_deltas d left join monitor.statements s on s.id = d.statement order by s.name, d.grain',
  );
  return rows;
}

test('what it learnt survives a new process, which asks for no text again', async () => {
  await sample();
  await run(3);
  await sample();
  const { rows: before } = await mainPool().query('select count(*)::int as n from monitor.statement_ids');
  expect(before[0].n).toBeGreaterThan(0);
  const second = new StatementsProbe(actor);
  await sample(second);
  await run(4);
  const texts: string[] = [];
  const watched = new Proxy(client, {
    get: (target, name) => {
      if (name !== 'query') return Reflect.get(target, name);
      return (asked: string | { text: string }, values?: unknown[]) => {
        texts.push(typeof asked === 'string' ? asked : asked.text);
        return typeof asked === 'string' ? target.query(asked, values) : target.query(asked);
      };
    },
  });
  const reading = await readWith(watched, second);
  await second.settle();
  expect(
    reading.ok && reading.value.top.some(({ text, figures }) => text.includes('from orders') && figures.calls === 4),
  ).toBe(true);
  expect(texts.join()).toContain('pg_stat_statements(false)');
});

test('whatever asks the schema of monitoring is known to watch', async () => {
  const { rows } = await mainPool().query(
    `select relname as name from pg_class where relnamespace = 'monitor'::regnamespace and relkind in ('r', 'p', 'v')
     union select proname from pg_proc where pronamespace = 'monitor'::regnamespace`,
  );
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter(({ name }) => !isWatching(`select * from monitor.${name}`))).toEqual([]);
});

test('what was kept before it was known to watch is known with the next start', async () => {
  await mainPool().query(
    `with kept as (insert into monitor.statements (id, name, text, nested, watching)
       values (77, 'select pg_attribute', 'select count(*) from pg_attribute', false, false), (78, 'select notes', 'select * from notes', false, false)
       returning id)
     insert into monitor.statement_ids (queryid, nested, statement) select id + 900, false, id from kept`,
  );
  const book = new StatementBook(actor);
  await book.load();
  expect(['977', '978'].map((queryid) => book.get({ queryid, nested: false })?.watching)).toEqual([true, false]);
  const { rows } = await mainPool().query('select watching from monitor.statements where id in (77, 78) order by id');
  expect(rows).toEqual([{ watching: true }, { watching: false }]);
});

test('values in utility statements are kept nowhere', async () => {
  await sample();
  await mainPool().query("create table named_secret_holder (a text default 'Quillfeather 0171234567')");
  await mainPool().query("comment on table orders is 'Quillfeather'");
  const next = await sample();
  expect(JSON.stringify(next)).not.toContain('Quillfeather');
  const { rows } = await mainPool().query("select text from monitor.statements where text ilike '%secret_holder%'");
  expect(rows).toEqual([{ text: "create table named_secret_holder (a text default '…')" }]);
});

describe('where it cannot see', () => {
  const roles: string[] = [];
  afterAll(async () => {
    const admin = await superuser();
    for (const role of roles) await admin.query(`drop owned by ${role}; drop role ${role}`);
    await admin.end();
  });

  async function superuser(): Promise<pg.Client> {
    const admin = new pg.Client(database.superuser());
    await admin.connect();
    return admin;
  }

  async function login(grants: (role: string) => string): Promise<pg.Client> {
    const role = `watcher_${Math.random().toString(36).slice(2, 8)}`;
    const admin = await superuser();
    await admin.query(`create role ${role} login password 'watches'; ${grants(role)}`);
    await admin.end();
    roles.push(role);
    const other = new pg.Client({ ...database.connection(), user: role, password: 'watches' });
    await other.connect();
    return other;
  }

  test('others’ lines without the right, and the shown mend turns it to measured', async () => {
    await run(1);
    const other = await login(() => '');
    const blind = await readWith(other);
    expect(blind).toMatchObject({ ok: false, reason: expect.stringMatching(/\d+ of \d+ lines come without id/) });
    if (blind.ok || blind.mend === null) throw new Error('It sees.');
    const admin = await superuser();
    await admin.query(blind.mend);
    await admin.end();
    const seen = await readWith(other);
    // Lines that come into sight bring all they ever counted, which is no news.
    expect(seen).toMatchObject({ ok: true, value: { seam: 'start', top: [] } });
    await run(2);
    expect(await readWith(other)).toMatchObject({ ok: true, value: { seam: null } });
    await other.end();
  });

  test('no right to read, mended', async () => {
    const admin = await superuser();
    await admin.query(
      'revoke all on function pg_stat_statements(boolean) from public; revoke all on pg_stat_statements_info from public',
    );
    const other = await login((role) => `grant pg_monitor to ${role}`);
    await admin.query('revoke all on function pg_stat_statements(boolean) from pg_read_all_stats');
    const blind = await readWith(other);
    expect(blind).toMatchObject({ ok: false, reason: expect.stringContaining('may not read pg_stat_statements') });
    if (blind.ok || blind.mend === null) throw new Error('It sees.');
    await admin.query(blind.mend);
    expect(await readWith(other)).toMatchObject({ ok: true });
    await admin.query(
      'grant execute on function pg_stat_statements(boolean) to public; grant select on pg_stat_statements_info to public',
    );
    await admin.end();
    await other.end();
  });

  test('no extension, an old one, one in another schema, and none counted', async () => {
    const admin = await superuser();
    const blindly = async () => {
      const reading = await readWith(client);
      return reading.ok ? null : reading;
    };
    await admin.query('drop extension pg_stat_statements');
    const missing = await blindly();
    expect(missing).toMatchObject({ mend: 'CREATE EXTENSION pg_stat_statements;' });
    await admin.query("create extension pg_stat_statements version '1.7'");
    expect(await blindly()).toMatchObject({ mend: 'ALTER EXTENSION pg_stat_statements UPDATE;' });
    for (const version of ['1.8', '1.9', '1.10']) {
      await admin.query(`alter extension pg_stat_statements update to '${version}'`);
      expect(await blindly(), version).toBeNull();
    }
    await admin.query(
      'drop extension pg_stat_statements; create schema "Odd one"; grant usage on schema "Odd one" to public; create extension pg_stat_statements schema "Odd one"',
    );
    expect(await blindly()).toBeNull();
    await admin.query('drop extension pg_stat_statements; drop schema "Odd one"; create extension pg_stat_statements');
    await admin.query(`alter database ${database.connection().database} set pg_stat_statements.track = 'none'`);
    const fresh = new pg.Client(database.connection());
    await fresh.connect();
    expect(await readWith(fresh)).toMatchObject({ ok: false, mend: expect.stringContaining("track = 'top'") });
    await fresh.end();
    await admin.query(`alter database ${database.connection().database} reset pg_stat_statements.track`);
    await admin.end();
  });
});
