import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { inRequest, inWork } from '#server/core/request-context.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { findRunners, RunsKeeper, takeRuns } from './runs.ts';

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

test('what a web process tells is added up by the hour; Prisma’s statements are known too', async () => {
  await inRequest(
    'r2',
    async () => await prisma().$queryRaw`select 'x', count(*)::text as by_prisma from runners where id < ${7}::int`,
    {
      route: '/x',
      operation: 'lookAction',
    },
  );
  const runs = takeRuns().filter(({ operation }) => operation === 'lookAction');
  expect(runs.map(({ calls }) => calls)).toEqual([1]);
  for (let again = 0; again < 2; again += 1) keeper.receive({ to: 'worker', kind: 'runs', runs });
  keeper.receive({ to: 'worker', kind: 'runs', runs: [{ ...runs[0], shape: "' or 1" }] });
  await keeper.work(now);
  const { rows } = await mainPool().query(
    "select query from pg_stat_statements where query like 'select %by_prisma from runners%'",
  );
  const [found] = await findRunners(userActor('analyst'), [String(rows[0]?.query)], hour);
  expect(found).toEqual([{ route: '/x', operation: 'lookAction', calls: 2 }]);
  expect(await findRunners(userActor('analyst'), [String(rows[0]?.query)], { from: 0, to: 1 })).toEqual([[]]);
});

test('what cannot be written waits; what is older than thirty days goes', async () => {
  await mainPool().query('alter table monitor.statement_runs rename to hidden');
  keeper.receive({
    to: 'worker',
    kind: 'runs',
    runs: [{ shape: '0'.repeat(16), route: '/y', operation: null, calls: 3 }],
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
