import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { inRequest, inWork } from '#server/core/request-context.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { getParameters } from './parameters.ts';
import { findRunners, RunsKeeper, shapeId, takeRuns } from './runs.ts';

withDatabase();

const keeper = new RunsKeeper(systemActor('worker'));
const hour = { from: Date.parse('2026-11-27T10:20:00Z'), to: Date.parse('2026-11-27T10:50:00Z') };
const now = new Date('2026-11-27T10:40:00Z');

const sent = [
  "select count(*) from runners where id in (1, 2, 3) and note = 'it''s Ann' limit 50",
  'select id, -1, true, null from runners where id = any ($1::int[]) and note is not null -- a remark',
  "insert into runners (id, note) values ($1, 'x'), (2, 'y') on conflict do nothing",
  "select to_char(now(), 'YYYY'), coalesce(max(id), 0) + 1 from runners where id > -5",
];

beforeAll(async () => {
  await mainPool().query('create table runners (id int primary key, note text)');
  takeRuns();
});

/** As pg_stat_statements keeps the statements on that table. */
async function kept(): Promise<string[]> {
  const { rows } = await mainPool().query(
    `select query from pg_stat_statements s join pg_database d on d.oid = s.dbid
     where d.datname = current_database() and query like '%runners%' and query not like 'create%' and query not like '%pg_stat%' and query not like '%by_prisma%' order by 1`,
  );
  return z
    .array(z.object({ query: z.string() }))
    .parse(rows)
    .map(({ query }) => query);
}

test('what the server keeps is told to be sent by the page, action or job that sent it', async () => {
  await inRequest(
    'r1',
    async () => {
      for (const text of sent)
        await mainPool().query(text, text.includes('$1') ? [text.includes('any') ? [1] : 9] : []);
    },
    { route: '/phonebook/[id]', operation: null },
  );
  await inWork('import.apply', () => mainPool().query(sent[0] ?? ''));
  await keeper.work(now);
  const texts = await kept();
  expect(texts).toHaveLength(sent.length);
  const runners = await findRunners(userActor('analyst'), texts, hour);
  for (const [place, text] of texts.entries()) {
    const isFirst = text.includes('count(*)');
    expect(runners[place], text).toEqual([
      ...(isFirst ? [{ route: null, operation: 'import.apply', calls: 1 }] : []),
      { route: '/phonebook/[id]', operation: null, calls: 1 },
    ]);
  }
});

test('who suffers is known from what processes told lately, by the text as the server keeps it', async () => {
  const told = new RunsKeeper(systemActor('worker'));
  const texts = await kept();
  const counting = texts.find((text) => text.includes('count(*)')) ?? '';
  expect(told.recentOf(counting)).toEqual([]);
  const run = { shape: shapeId(sent[0] ?? ''), route: '/phonebook', operation: null, calls: 7 };
  told.receive({ to: 'worker', kind: 'runs', runs: [run], parameters: [] });
  expect(told.recentOf(counting)).toEqual([{ route: '/phonebook', operation: null, calls: 7 }]);
});

test('what a web process tells is added up by the hour; Prisma’s statements are known too', async () => {
  await inRequest(
    'r2',
    async () => await prisma().$queryRaw`select 'x', count(*)::text as by_prisma from runners where id < ${7}::int`,
    {
      route: '/x',
      operation: 'lookAction',
    },
  );
  const runs = takeRuns().runs.filter(({ operation }) => operation === 'lookAction');
  expect(runs.map(({ calls }) => calls)).toEqual([1]);
  for (let again = 0; again < 2; again += 1) keeper.receive({ to: 'worker', kind: 'runs', runs, parameters: [] });
  keeper.receive({ to: 'worker', kind: 'runs', runs: [{ ...runs[0], shape: "' or 1" }], parameters: [] });
  await keeper.work(now);
  const { rows } = await mainPool().query(
    "select query from pg_stat_statements where query like 'select %by_prisma from runners%'",
  );
  const [found] = await findRunners(userActor('analyst'), [String(rows[0]?.query)], hour);
  expect(found).toEqual([{ route: '/x', operation: 'lookAction', calls: 2 }]);
  expect(await findRunners(userActor('analyst'), [String(rows[0]?.query)], { from: 0, to: 1 })).toEqual([[]]);
});

test('of parameters the kind and length are kept as last seen, and no value, by whoever sent them', async () => {
  const text = 'select id from runners where note = $1 and id = any ($2::int[]) and now() > $3 limit 50';
  await inWork('look', () => mainPool().query(text, ['Ann Miller', [1, 2, 3], new Date()]));
  const told = takeRuns();
  keeper.receive({ to: 'worker', kind: 'runs', ...told });
  const mine = told.parameters.filter(({ shape }) => shape === shapeId(text));
  keeper.receive({ to: 'worker', kind: 'runs', runs: [], parameters: mine.map((one) => ({ ...one, seenAt: 1 })) });
  await keeper.work(now);
  const { rows } = await mainPool().query(
    "select query from pg_stat_statements where query like 'select id from runners where note = $1 and id = any%'",
  );
  const kept = { count: 3, shapes: ['text, 10 characters', 'array of 3', 'date and time'] };
  const found = await getParameters(userActor('analyst'), shapeId(String(rows[0]?.query)));
  expect(found).toMatchObject(kept);
  expect(Math.abs(Date.now() - Number(found?.seenAt))).toBeLessThan(60_000);
  const { rows: all } = await mainPool().query('select p::text as line from monitor.statement_parameters p');
  expect(JSON.stringify(all)).not.toContain('Miller');
  expect(await getParameters(userActor('analyst'), shapeId('select of_another_application from runners'))).toBeNull();
});

test('parameters in words of another form are refused whole, and those of thirty days ago go', async () => {
  const shape = 'f'.repeat(16);
  const parameters = [{ shape, seenAt: now.getTime(), count: 1, shapes: ['Ann Miller'] }];
  keeper.receive({ to: 'worker', kind: 'runs', runs: [], parameters });
  await keeper.work(now);
  expect(await getParameters(userActor('analyst'), shape)).toBeNull();
  keeper.receive({ to: 'worker', kind: 'runs', runs: [], parameters: [{ ...parameters[0], shapes: ['null'] }] });
  await keeper.work(now);
  expect(await getParameters(userActor('analyst'), shape)).toMatchObject({ shapes: ['null'] });
  await keeper.work(new Date(now.getTime() + 31 * 86_400_000));
  expect(await getParameters(userActor('analyst'), shape)).toBeNull();
});

test('what cannot be written waits; what is older than thirty days goes', async () => {
  await mainPool().query('alter table monitor.statement_runs rename to hidden');
  keeper.receive({
    to: 'worker',
    kind: 'runs',
    runs: [{ shape: '0'.repeat(16), route: '/y', operation: null, calls: 3 }],
    parameters: [],
  });
  await expect(keeper.work(now)).rejects.toThrow();
  await mainPool().query('alter table monitor.hidden rename to statement_runs');
  await keeper.work(now);
  const count = async () =>
    (await mainPool().query("select calls::int from monitor.statement_runs where route = '/y'")).rows;
  expect(await count()).toEqual([{ calls: 3 }]);
  await keeper.work(new Date(now.getTime() + 31 * 86_400_000));
  expect(await count()).toEqual([]);
});

test('what was written is not written again because old rows could not be removed', async () => {
  const told = new RunsKeeper(systemActor('worker'));
  const runs = [{ shape: '1'.repeat(16), route: '/z', operation: null, calls: 3 }];
  told.receive({ to: 'worker', kind: 'runs', runs, parameters: [] });
  await mainPool().query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise 'Not now.'; end $$;
     create trigger refuse before delete on monitor.statement_runs for each statement execute function refuse()`,
  );
  await expect(told.work(now)).rejects.toThrow('Not now.');
  await mainPool().query('drop trigger refuse on monitor.statement_runs; drop function refuse()');
  await told.work(now);
  const { rows } = await mainPool().query("select calls::int from monitor.statement_runs where route = '/z'");
  expect(rows).toEqual([{ calls: 3 }]);
});
