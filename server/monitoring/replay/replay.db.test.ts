import { beforeEach, expect, test, vi } from 'vitest';
import type { Panel } from '#lib/monitoring/panel.ts';
import type { Verdict } from '#lib/monitoring/verdict/verdict.ts';
import { closeMonitorPool, monitorPool } from '#server/core/db/monitor-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { forgetSettings } from '#server/core/settings/settings.ts';
import { keepInTables } from '#server/monitoring/sampler/keep.ts';
import { Line } from '#server/monitoring/sampler/line.ts';
import { sweepSamples } from '#server/monitoring/sampler/sweep.ts';
import { userActor } from '#test/actors.ts';
import { causeOf } from '#test/causes.ts';
import { withDatabase } from '#test/database.ts';
import { ago, sampleOf, session } from '#test/lock-samples.ts';
import { getMoment } from './moment.ts';
import { getOwnSize } from './own-size.ts';
import { getPicture } from './strip.ts';

vi.setConfig({ testTimeout: 30_000 });
withDatabase();
const analyst = userActor('analyst');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A whole minute two hours ago. */
const THEN = Math.floor(Date.now() / MINUTE) * MINUTE - 2 * HOUR;
const iso = (at: number) => new Date(at).toISOString();
const after = (seconds: number) => iso(THEN + seconds * 1_000);

beforeEach(() => mainPool().query('truncate monitor.samples, monitor.summaries, monitor.incidents, monitor.changes'));

const measured = (at: string, value: unknown): Panel<unknown> => ({ state: 'measured', at, value });
const waiting = (many: number) =>
  sampleOf({
    sessions: [session(4, { state: 'idle in transaction' }), session(1, { wait: 'Lock: relation' })],
    locks: {
      objects: [{ id: 1, kind: 'relation', name: 'employees' }],
      waits: [{ pid: 1, object: 1, mode: 'AccessShareLock', since: ago(3), blockers: [4] }],
      holds: [],
      savepoints: [],
      moreWaits: many - 1,
    },
  });
const verdictOf = (at: string, keys: string[], more: Partial<Verdict> = {}): Verdict => ({
  at,
  causes: keys.map((key) => ({ ...causeOf(key), since: at, toldAt: at, symptoms: [] })),
  unseen: [],
  ...more,
});

test('a minute is the worst of its samples, and one that comes again adds nothing', async () => {
  for (const _ of [1, 2]) {
    const sink = keepInTables();
    sink.sample('sessions', measured(after(1), sampleOf()));
    sink.sample('sessions', measured(after(22), waiting(3)));
    sink.sample('sessions', measured(after(41), waiting(2)));
    sink.sample('pool', measured(after(2), [{ name: 'switchboard-web', out: 7, max: 30, waiting: 0 }]));
    sink.sample('redis', measured(after(61), { link: { state: 'away' }, figures: null }));
    sink.verdict(verdictOf(after(3), []));
    sink.verdict(verdictOf(after(30), ['lock:4']));
    await sink.close();
  }
  const { rows } = await mainPool().query(
    'select grain, at, sessions, blocked, pools, pool_out, redis, redis_state, verdict, trouble, trouble_at from monitor.summaries order by grain, at',
  );
  const minute = { sessions: 3, blocked: 3, pools: 1, pool_out: 7, verdict: 1, trouble: 3 };
  expect(rows[0]).toMatchObject({ ...minute, grain: 1, at: new Date(THEN), redis: 0, redis_state: null });
  expect(rows[0].trouble_at).toEqual(new Date(after(22)));
  expect(rows[1]).toMatchObject({ grain: 1, sessions: 0, blocked: null, redis: 1, redis_state: 2, verdict: null });
  const hours = rows.filter(({ grain }) => grain === 60);
  expect(hours.reduce((sum, row) => sum + row.sessions, 0)).toBe(3);
  expect(hours[0]).toMatchObject({ blocked: 3 });
});

test('the picture has the worst of each quarter, what was told in it, and who started', async () => {
  const sink = keepInTables();
  sink.sample('sessions', measured(after(22), waiting(3)));
  sink.verdict(verdictOf(after(30), ['lock:4']));
  await sink.close();
  await mainPool().query(
    `insert into monitor.changes (kind, name, what, from_at, to_at) values ('process', 'web', 'started', $1, $1)`,
    [after(40)],
  );
  const { strip, incidents, changes } = await getPicture(analyst, '72h');
  expect(strip.points).toHaveLength(288);
  const seen = strip.points.filter(({ blocked }) => blocked !== null);
  expect(seen).toMatchObject([{ blocked: 3, verdict: 1, troubleAt: THEN + 22_000 }]);
  expect(incidents).toMatchObject([{ from: THEN + 30_000, to: null, severity: 'warn' }]);
  expect(changes).toEqual([{ at: THEN + 40_000, label: 'Process started: web' }]);
});

test('a moment has the sample at or just before it, and what was told then', async () => {
  const sink = keepInTables();
  sink.sample('sessions', measured(after(20), sampleOf()));
  sink.sample('sessions', measured(after(22), waiting(3)));
  sink.sample('sessions', measured(after(24), sampleOf()));
  sink.sample('pool', measured(after(-300), []));
  sink.verdict(verdictOf(after(21), ['lock:4']));
  await sink.close();
  const moment = await getMoment(analyst, new Date(THEN + 23_000));
  expect(moment.sessions).toMatchObject({ seen: true, panel: { at: after(22), value: { locks: { moreWaits: 2 } } } });
  expect(moment.told).toMatchObject([{ key: 'lock:4' }]);
  expect(moment).toMatchObject({ judged: 'all', earlier: after(20), later: after(24) });
  expect(moment.pool).toEqual({ seen: false, last: after(-300) });
  expect(moment.redis).toEqual({ seen: false, last: null });
  const before = await getMoment(analyst, new Date(THEN + 20_000));
  expect(before.sessions).toMatchObject({ panel: { value: { locks: { waits: [] } } } });
  expect(before).toMatchObject({ told: [], earlier: null, later: after(22) });
});

test('a part that was blind then is blind, never empty; one that was kept by another release is not guessed at', async () => {
  const sink = keepInTables();
  sink.sample('sessions', { state: 'blind', at: after(-HOUR), reason: 'No right.', blinds: 'All.', mend: 'GRANT x' });
  sink.sample('pool', measured(after(5), [{ name: 'switchboard-web' }]));
  await sink.close();
  const now = await getMoment(analyst, new Date());
  expect(now.sessions).toMatchObject({ seen: true, panel: { state: 'blind', reason: 'No right.' } });
  await mainPool().query(
    `insert into monitor.incidents (key, severity, since, told_at, ended_at, cause) values ('own:form', 'crit', $1, $1, $2, '{"sentence": "It was full."}')`,
    [after(1), after(20)],
  );
  const then = await getMoment(analyst, new Date(THEN + 6_000));
  expect(then.told).toMatchObject([{ key: 'own:form', severity: 'crit', sentence: 'It was full.', evidence: [] }]);
  expect(then.pool).toMatchObject({
    seen: true,
    panel: { state: 'blind', reason: expect.stringContaining('release') },
  });
});

test('that nothing was told means that all was well only where all was judged in that very minute', async () => {
  const old = Date.now() - 80 * HOUR;
  const verdicts = [
    verdictOf(after(0), []),
    verdictOf(after(60), []),
    verdictOf(after(70), [], { unseen: ['statements'] }),
    verdictOf(after(120), [], { off: ['A full pool'] }),
    verdictOf(iso(old), []),
  ];
  // A minute that is judged again by another process does not forget what the first could not see.
  for (const verdict of [...verdicts, verdictOf(after(80), [])]) {
    const sink = keepInTables();
    sink.verdict(verdict);
    await sink.close();
  }
  await mainPool().query('insert into monitor.summaries (grain, at, verdict) values (1, $1, 0)', [after(240)]);
  const judged = async (at: number) => (await getMoment(analyst, new Date(at))).judged;
  expect(await judged(THEN + 30_000)).toBe('all');
  expect(await judged(THEN + 90_000)).toBe('partly');
  expect(await judged(THEN + 130_000)).toBe('partly');
  expect(await judged(THEN + 190_000)).toBe('nobody');
  // Written by an older release, which did not say.
  expect(await judged(THEN + 250_000)).toBe('partly');
  expect(await judged(old)).toBe('hour');
});

test('after 72 hours samples and minutes go, and the hours they came to stay', async () => {
  const old = Date.now() - 73 * HOUR;
  const sink = keepInTables();
  sink.sample('sessions', measured(iso(old), waiting(3)));
  sink.sample('sessions', measured(after(1), waiting(1)));
  await sink.close();
  await sweepSamples();
  const count = async (from: string) => (await mainPool().query(`select count(*)::int as n from ${from}`)).rows[0].n;
  expect(await count('monitor.samples')).toBe(1);
  expect(await count('monitor.summaries where grain = 1')).toBe(1);
  const moment = await getMoment(analyst, new Date(old));
  expect(moment.closeUp).toMatchObject({ step: 60 });
  expect(moment.closeUp.points.filter(({ blocked }) => blocked === 3)).toHaveLength(1);
  expect(moment.sessions).toEqual({ seen: false, last: null });
});

test('past the cap the oldest samples go, and the newest hour stays', async () => {
  const hour = Math.floor(Date.now() / HOUR) * HOUR;
  await mainPool().query(
    `insert into monitor.samples (kind, at, body) select 'sessions', to_timestamp($1::float8 / 1000) - make_interval(hours => h, secs => -1), '{}' from generate_series(1, 4) h`,
    [hour],
  );
  await sweepSamples();
  expect((await getOwnSize(analyst)).bytesADay).toBeGreaterThan(24 * 50);
  // As if each hour took 60 MB.
  await mainPool().query('update monitor.summaries set bytes = 60000000 where grain = 60');
  await sweepSamples();
  expect(await countHours()).toBe(4);
  await mainPool().query(
    `insert into settings (key, value, updated_by) values ('monitoringCapGb', '0.15', 'test') on conflict (key) do update set value = excluded.value`,
  );
  forgetSettings();
  await sweepSamples();
  expect(await countHours()).toBe(2);
  await sweepSamples();
  expect(await countHours()).toBe(2);
  expect(await getOwnSize(analyst)).toMatchObject({
    capBytes: 0.15 * 1_024 ** 3,
    oldest: iso(hour - 2 * HOUR + 1_000),
  });
});

test('the connections of the monitor are among its cost, and those of health checks are not', async () => {
  const line = new Line({ holdsLock: false });
  await line.read(async () => {});
  await monitorPool().query('select 1');
  expect(await getOwnSize(analyst)).toMatchObject({ connections: 1 });
  await line.close();
  await closeMonitorPool();
});

async function countHours(): Promise<number> {
  return (await mainPool().query('select count(*)::int as count from monitor.samples')).rows[0].count;
}

test('none of it is for an operator', async () => {
  const operator = userActor('operator');
  await expect(getPicture(operator, '72h')).rejects.toThrow(ForbiddenError);
  await expect(getMoment(operator, new Date())).rejects.toThrow(ForbiddenError);
  await expect(getOwnSize(operator)).rejects.toThrow(ForbiddenError);
});
