import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planRows, scannedTables } from '#lib/monitoring/statements/plan.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { explainStatement, planOf } from './explain.ts';
import { identify, statementId } from './identity.ts';
import { StatementsProbe } from './probe.ts';
import { findPlans } from './statement.ts';

const database = withDatabase();
const actor = systemActor('test');
let client: pg.Client;

beforeAll(async () => {
  await mainPool().query('create table parcels (id int primary key, weight int, label text)');
  await mainPool().query("insert into parcels select n, n % 50, 'Quillfeather ' || n from generate_series(1, 5000) n");
  await mainPool().query('analyze parcels');
  client = new pg.Client(database.connection());
  await client.connect();
});
afterAll(async () => {
  await client.end();
});

describe('a plan without values', () => {
  test.each([
    ['select * from parcels where id = $1', 'Index Scan'],
    ['select * from parcels where weight = $1 and label like $2', 'Seq Scan'],
    ['(select count(*) from parcels) union all select $1::int', 'Append'],
    ['update parcels set label = $2 where id = $1', 'ModifyTable'],
    ['delete from parcels where id = any($1::int[])', 'ModifyTable'],
    ['insert into parcels (id, label) values ($1, $2)', 'ModifyTable'],
    ['with w as (select * from parcels where weight = $1) select * from w -- the end', 'Seq Scan'],
    ['merge into parcels p using (select $1::int as id) s on s.id = p.id when matched then delete', 'ModifyTable'],
  ])('%s', async (text, step) => {
    const plan = await planOf(client, text);
    if (!plan.ok) throw new Error(plan.message);
    expect(planRows(plan.value).map(({ node }) => node.node)).toContain(step);
  });

  test('of a table in parts names its parts though no value is known', async () => {
    await mainPool().query('create table parted (at int, note text) partition by range (at)');
    for (const part of [0, 1, 2])
      await mainPool().query(
        `create table parted_${part} partition of parted for values from (${part * 10}) to (${part * 10 + 10})`,
      );
    const plan = await planOf(client, 'select * from parted where at >= $1 and at < $2');
    expect(plan.ok && scannedTables(plan.value)).toEqual(['parted_0', 'parted_1', 'parted_2']);
  });

  test('names what is read from end to end', async () => {
    const plan = await planOf(client, 'select * from parcels where label = $1');
    expect(plan.ok && scannedTables(plan.value)).toEqual(['parcels']);
  });

  test('a statement that is locked out ends in half a second with a sentence', async () => {
    const holder = await mainPool().connect();
    await holder.query('begin; lock table parcels in access exclusive mode');
    const plan = await planOf(client, 'select * from parcels where id = $1');
    await holder.query('rollback');
    holder.release();
    expect(plan).toMatchObject({ ok: false, code: 'unavailable' });
  });
});

describe('a text that means harm', () => {
  const contents = async () =>
    (
      await mainPool().query(
        "select md5(string_agg(p::text, ',' order by id)) as print, (select count(*)::int from pg_class) as relations from parcels p",
      )
    ).rows[0];

  const hostile = [
    'select 1; delete from parcels',
    'select 1;; drop table parcels',
    'select 1); delete from parcels; --',
    'delete from parcels; commit; select 1',
    'commit',
    'rollback; delete from parcels',
    'analyze parcels',
    'analyze delete from parcels',
    '(analyze) delete from parcels',
    'explain analyze delete from parcels',
    'drop table parcels',
    'create table stolen as select * from parcels',
    'copy parcels to program $$true$$',
    'copy parcels to stdout',
    'vacuum parcels',
    'set role postgres',
    'do $$ begin delete from parcels; end $$',
    'execute switchboard_planned',
    'prepare x as delete from parcels',
    'deallocate all',
    'declare c cursor for select * from parcels',
    'refresh materialized view x',
    'create index on parcels (label)',
    'truncate parcels',
    'lock table parcels',
    'listen x',
    'call x()',
    'begin; delete from parcels',
    'select 1 /* ; */ ; /* -- */ delete from parcels',
    "select 'Quillfeather'::int",
    "select * from parcels where id = 'Quillfeather'::int",
    "select 'Quillfeather'::date, ('{\"a\": \"Quillfeather\"}'::json ->> 'a')::int",
    "select ('Quillfeather' || '')::int",
    'select cast(label as int) from parcels where label::int = 1',
    'select 1\0; delete from parcels',
    'select "Quillfeather" from parcels',
    'select $1',
    'select interval $1',
    'select * into stolen from parcels',
    '',
    ' ',
    ';',
    '\\',
    "'",
    '--',
    '/*',
    '$$',
  ];

  test.each(hostile)('%j writes nothing and tells no value', async (text) => {
    const before = await contents();
    const plan = await planOf(client, text);
    if (!plan.ok) expect(plan.message).not.toContain('Quillfeather');
    expect(await contents()).toEqual(before);
    expect((await client.query('select pg_current_xact_id_if_assigned() as xid, 1 as works')).rows).toEqual([
      { xid: null, works: 1 },
    ]);
  });

  test('only the harmless are planned', async () => {
    for (const text of hostile.slice(0, 30)) expect((await planOf(client, text)).ok, text).toBe(false);
  });

  test('500 texts made of such pieces change nothing', async () => {
    const before = await contents();
    const piece = fc.constantFrom(
      ...hostile,
      'select',
      'delete from parcels',
      ';',
      ')',
      '(',
      "'",
      '"',
      '$$',
      '--',
      '\n',
      '/*',
      '*/',
      'commit',
      'as',
      '$1',
      'returning *',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 6 }), async (parts) => {
        const plan = await planOf(client, parts.join(' '));
        if (!plan.ok) expect(plan.message).not.toContain('Quillfeather');
      }),
      { numRuns: 500 },
    );
    expect(await contents()).toEqual(before);
  });
});

describe('the plan of a statement that ran', () => {
  const text = 'select label from parcels where weight = $1';
  const id = statementId(text, false);

  beforeAll(() => watchRun(text, [1]));

  /** Runs a statement under the eyes of a probe, which learns its text at once: it knows no other. */
  async function watchRun(sql: string, values: number[]): Promise<void> {
    await mainPool().query('truncate monitor.statement_ids');
    const facts = await client.query(
      'select current_setting(\'server_version_num\')::int as version, current_database() as database, pg_postmaster_start_time()::text as "startedAt"',
    );
    const probe = new StatementsProbe(actor);
    for (let round = 0; round < 2; round += 1) {
      await mainPool().query(sql, values);
      await probe.read(client, facts.rows[0]);
      await probe.settle();
    }
  }

  test('is made from the server’s own text and kept, once a shape', async () => {
    const admin = userActor('admin');
    for (let time = 0; time < 2; time += 1) expect(await explainStatement(admin, id)).toMatchObject({ ok: true });
    const plans = await findPlans(userActor('analyst'), id);
    expect(plans).toHaveLength(1);
    expect(plans[0]?.plan).toMatchObject({ node: 'Seq Scan', relation: 'parcels', details: ['Filter: (weight = $1)'] });
    await mainPool().query('create index parcels_weight_idx on parcels (weight)');
    await explainStatement(admin, id);
    expect(await findPlans(admin, id)).toHaveLength(2);
  });

  test('is made of one with thousands of parameters, whose text is kept cut', async () => {
    const values = Array.from({ length: 4_000 }, (_, place) => place);
    const long = `select sum(one) from (values ${values.map((place) => `($${place + 1}::int)`).join(', ')}) as many (one)`;
    await watchRun(long, values);
    expect(await explainStatement(userActor('admin'), identify(long, false).id)).toMatchObject({ ok: true });
  });

  test('is refused to who may not', async () => {
    await expect(explainStatement(userActor('analyst'), id)).rejects.toThrow(ForbiddenError);
  });

  test('of an id that nobody knows there is none', async () => {
    expect(await explainStatement(userActor('admin'), 'f'.repeat(16))).toMatchObject({ ok: false, code: 'not_found' });
  });
});
