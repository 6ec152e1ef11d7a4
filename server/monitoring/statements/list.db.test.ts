import { beforeEach, describe, expect, test } from 'vitest';
import { type Figures, noFigures } from '#lib/monitoring/statements/figures.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { OTHERS, OTHERS_APART, statementId } from './identity.ts';
import { findStatements } from './list.ts';
import { getStatementStore, rollUpStatements } from './roll-up.ts';
import { findSearchTimes } from './search-times.ts';
import { getStatement, getStatementHistory } from './statement.ts';
import { recordSeam, recordStatements, recordTexts } from './store.ts';

withDatabase();
const actor = systemActor('test');
const analyst = userActor('analyst');
const MINUTE = 60_000;
const NOW = Math.floor(Date.now() / (10 * MINUTE)) * 10 * MINUTE;

const orders = statementId('select orders', false);
const stock = statementId('select stock', false);
const watch = statementId('select watch', false);

beforeEach(async () => {
  await mainPool().query(
    'truncate monitor.statements, monitor.statement_ids, monitor.statement_deltas, monitor.statement_seams',
  );
  const text = (id: string, name: string, queryid: string, watching = false) => ({
    queryid,
    nested: false,
    id,
    name,
    text: `${name} …`,
    watching,
  });
  await recordTexts(actor, [
    text(orders, 'select orders', '1'),
    text(stock, 'select stock', '-2'),
    text(watch, 'select watch', '3', true),
  ]);
});

const row = (id: string, figures: Partial<Figures>) => ({ id, figures: { ...noFigures, ...figures } });
const ago = (minutes: number) => new Date(NOW - minutes * MINUTE);
const lastHour = {
  window: { from: NOW - 60 * MINUTE, to: NOW },
  before: { from: NOW - 120 * MINUTE, to: NOW - 60 * MINUTE },
};

describe('the list of a window', () => {
  test('adds up to what was recorded, with the window before, shares and an exact rest', async () => {
    for (let minute = 1; minute <= 120; minute += 1) {
      const isNow = minute <= 60;
      await recordStatements(actor, ago(minute), [
        row(orders, { calls: 10, ms: isNow ? 40 : 10, read: 2 }),
        row(stock, { calls: 1, ms: 10 }),
        row(watch, { calls: 3, ms: 500 }),
        row(OTHERS, { calls: 7, ms: 50 }),
        row(OTHERS_APART, { calls: 2, ms: 90 }),
      ]);
    }
    const list = await findStatements(analyst, { ...lastHour, order: 'total' }, NOW);
    expect(list.total).toMatchObject({ calls: 60 * 18, ms: 6_000, read: 120 });
    expect(list.watching).toMatchObject({ calls: 180, ms: 30_000 });
    expect(list.others).toMatchObject({ statements: 0, figures: { calls: 420, ms: 3_000 } });
    expect(list.rows.map(({ name, figures, share, change }) => [name, figures.ms, share, change])).toEqual([
      ['select watch', 30_000, null, 1],
      ['select orders', 2_400, 0.4, 4],
      ['select stock', 600, 0.1, 1],
    ]);
    const trend = list.trends.get(orders) ?? [];
    expect(trend.length).toBeLessThanOrEqual(41);
    expect(trend.reduce((sum, { calls }) => sum + calls, 0)).toBe(600);
    const byCalls = await findStatements(analyst, { ...lastHour, order: 'calls' }, NOW);
    expect(byCalls.rows[0]?.name).toBe('select orders');
  });

  test('says since when a statement is slower than its days', async () => {
    for (let hour = 2; hour < 50; hour += 1)
      await recordStatements(actor, ago(hour * 60), [row(orders, { calls: 100, ms: 200 })]);
    for (let minute = 1; minute <= 50; minute += 1)
      await recordStatements(actor, ago(minute), [row(orders, { calls: 20, ms: minute <= 20 ? 200 : 40 })]);
    const list = await findStatements(analyst, { ...lastHour, order: 'total' }, NOW);
    const [found] = list.rows;
    expect(found).toMatchObject({ usualMs: 2, meanMs: 5.2, slow: null });
    const since = list.since.get(orders) ?? 0;
    expect(Math.abs(since - (NOW - 20 * MINUTE))).toBeLessThanOrEqual(2 * MINUTE);
    const history = await getStatementHistory(analyst, orders, lastHour, NOW);
    expect(history.usualMs).toBe(2);
    expect(Math.abs((history.since ?? 0) - (NOW - 20 * MINUTE))).toBeLessThanOrEqual(MINUTE);
  });

  test('a minute that comes twice counts once, in rows of every length', async () => {
    for (let time = 0; time < 2; time += 1) await recordStatements(actor, ago(3), [row(orders, { calls: 5, ms: 5 })]);
    const { rows } = await mainPool().query(
      'select grain, sum(calls)::int as calls from monitor.statement_deltas group by 1 order by 1',
    );
    expect(rows).toEqual([1, 10, 60, 1440].map((grain) => ({ grain, calls: 5 })));
  });
});

test('the page of a statement has its points, its share and where counters began anew', async () => {
  await recordSeam(actor, ago(0), 'reset');
  await recordStatements(actor, ago(5), [
    row(orders, { calls: 4, ms: 30 }),
    row(OTHERS, { calls: 1, ms: 70 }),
    row(watch, { calls: 1, ms: 999 }),
  ]);
  expect(await getStatement(analyst, orders)).toMatchObject({ name: 'select orders', watching: false });
  expect(await getStatement(analyst, `${'0'.repeat(15)}5`)).toBeNull();
  const window = { from: NOW - 10 * MINUTE, to: NOW + 11 * MINUTE };
  const history = await getStatementHistory(analyst, orders, { ...lastHour, window }, NOW);
  expect(history).toMatchObject({ totalMs: 100, now: { calls: 4, ms: 30 }, usualMs: null, since: null, step: 1 });
  expect(history.points.filter(({ calls }) => calls > 0)).toEqual([{ at: NOW - 5 * MINUTE, calls: 4, ms: 30 }]);
  expect(history.seams.map(({ kind }) => kind)).toEqual(['reset']);
});

test('what is past its time goes, the sums over longer stretches stay', async () => {
  const day = 1_440;
  for (const days of [1, 5, 20, 101])
    await recordStatements(actor, ago(days * day), [row(orders, { calls: 1, ms: 1 })]);
  await mainPool().query(
    "update monitor.statements set last_seen = now() - interval '101 days' where name = 'select stock'",
  );
  await rollUpStatements(actor);
  const { rows } = await mainPool().query(
    'select grain, count(*)::int as n from monitor.statement_deltas group by 1 order by 1',
  );
  expect(rows).toEqual([
    { grain: 1, n: 1 },
    { grain: 10, n: 2 },
    { grain: 60, n: 3 },
    { grain: 1440, n: 3 },
  ]);
  expect(await getStatement(analyst, stock)).toBeNull();
  expect(await getStatement(analyst, orders)).not.toBeNull();
  expect((await getStatementStore(analyst)).isFull).toBe(false);
});

test('searches are told by kind', async () => {
  const histogram = Array.from({ length: 127 }, (_, place) => (place === 10 ? 4 : 0));
  await mainPool().query(
    "insert into monitor.search_timings (minute, kind, searches, milliseconds, slowest, histogram) values ($1, 'phone', 4, 1, 0.3, $2), ($3, 'phone', 4, 1, 0.3, $2), ($1, 'role', 4, 2, 0.3, $2)",
    [ago(5), histogram, ago(600)],
  );
  const times = await findSearchTimes(analyst, lastHour.window);
  expect(times.map(({ kind, searches, mean }) => [kind, searches, mean])).toEqual([
    ['role', 4, 0.5],
    ['phone', 4, 0.25],
  ]);
});

test('who may not look is refused', async () => {
  const operator = userActor('operator');
  await expect(findStatements(operator, { ...lastHour, order: 'total' })).rejects.toThrow(ForbiddenError);
  await expect(getStatement(operator, orders)).rejects.toThrow(ForbiddenError);
  await expect(getStatementHistory(operator, orders, lastHour)).rejects.toThrow(ForbiddenError);
  await expect(findSearchTimes(operator, lastHour.window)).rejects.toThrow(ForbiddenError);
  await expect(rollUpStatements(analyst)).rejects.toThrow(ForbiddenError);
  await expect(recordStatements(analyst, new Date(), [])).rejects.toThrow(ForbiddenError);
});
