import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Panel } from '#lib/monitoring/panel.ts';
import type { Told } from '#lib/monitoring/verdict/verdict.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { keepInTables } from '#server/monitoring/sampler/keep.ts';
import { causeOf } from '#test/causes.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 5, 9, 0, seconds)).toISOString();
const told = (key: string, holdSeconds = 0): Told => ({
  ...causeOf(key, { holdSeconds }),
  ...{ since: at(0), toldAt: at(0), symptoms: [] },
});

/** A process that judges at these seconds, each time the causes given, and ends. */
async function judge(...verdicts: [seconds: number, ...causes: Told[]][]): Promise<void> {
  const sink = keepInTables();
  for (const [seconds, ...causes] of verdicts) sink.verdict({ at: at(seconds), causes, unseen: [] });
  await sink.close();
}

const incidents = async () =>
  (await mainPool().query(`select key, ended_at is null as open from monitor.incidents order by id`)).rows;

test('what was told before a restart ends once it had the time to be told again, also where all is well', async () => {
  await judge([0, told('pool'), told('cache:hit', 300)]);
  await judge([10]);
  await judge([20], [79]);
  expect(await incidents()).toEqual([
    { key: 'pool', open: true },
    { key: 'cache:hit', open: true },
  ]);
  await judge([80], [140]);
  expect(await incidents()).toEqual([
    { key: 'pool', open: false },
    { key: 'cache:hit', open: true },
  ]);
  await judge([200], [559]);
  expect(await incidents()).toMatchObject([{ open: false }, { open: true }]);
  await judge([600], [960]);
  expect(await incidents()).toMatchObject([{ open: false }, { open: false }]);
});

test('what a part that cannot see told last goes on, until it is seen to be over', async () => {
  await mainPool().query('delete from monitor.incidents');
  const sink = keepInTables();
  sink.verdict({ at: at(0), causes: [told('disk:volume'), told('pool')], unseen: [] });
  await expect.poll(incidents).toHaveLength(2);
  sink.verdict({ at: at(10), causes: [], unseen: ['disk'], lasting: ['pool', 'disk:volume'], held: ['disk:volume'] });
  const open = (disk: boolean) => [
    { key: 'disk:volume', open: disk },
    { key: 'pool', open: false },
  ];
  await expect.poll(incidents).toEqual(open(true));
  sink.verdict({ at: at(20), causes: [], unseen: [] });
  await expect.poll(incidents).toEqual(open(false));
  await sink.close();
});

test('while Postgres is silent nothing that was open ends, and the time to be told again begins after it', async () => {
  await mainPool().query('delete from monitor.incidents');
  await judge([0, told('pool')]);
  await judge([10, told('postgres:silent')], [200, told('postgres:silent')]);
  await judge([210, told('postgres:silent')], [400, told('postgres:silent')], [401]);
  const open = async () => (await incidents()).filter((one) => one.open).map(({ key }) => key);
  expect(await open()).toContain('pool');
  await judge([410], [480]);
  expect(await open()).toEqual([]);
});

test('what lasts over a restart stays one incident', async () => {
  await mainPool().query('delete from monitor.incidents');
  await judge([0, told('pool')]);
  await judge([5], [12, told('disk')], [20, told('pool'), told('disk')]);
  expect(await incidents()).toEqual([
    { key: 'pool', open: true },
    { key: 'disk', open: true },
  ]);
});

describe('what cannot be written leaves the rest alone', () => {
  beforeEach(() => mainPool().query('truncate monitor.samples, monitor.summaries, monitor.incidents'));
  afterEach(() => vi.useRealTimers());

  const seen = (value: unknown): Panel<unknown> => ({ state: 'measured', at: at(0), value });
  const samples = async () => (await mainPool().query('select kind from monitor.samples order by kind')).rows;
  const query = (statement: string) => mainPool().query(statement);

  /** One that has not swept when it is given something: its first flush falls into the year 1970. */
  async function keepUnswept() {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    const sink = keepInTables();
    await new Promise(setImmediate);
    vi.useRealTimers();
    return sink;
  }

  test('a sample that no row can hold is dropped alone', async () => {
    const sink = keepInTables();
    sink.sample('redis', seen({ prefixes: ['lightrag:a\u0000b:query'] }));
    sink.sample('sessions', seen({ sessions: 1 }));
    sink.verdict({ at: at(0), causes: [told('pool')], unseen: [] });
    await sink.close();
    expect(await samples()).toEqual([{ kind: 'sessions' }]);
    expect(await incidents()).toEqual([{ key: 'pool', open: true }]);
    const { rows } = await query('select verdict from monitor.summaries where grain = 1');
    expect(rows).toEqual([{ verdict: 1 }]);
  });

  test('incidents are kept while samples cannot be', async () => {
    const sink = await keepUnswept();
    await query('alter table monitor.samples rename to samples_away');
    try {
      sink.sample('sessions', seen({ sessions: 1 }));
      sink.verdict({ at: at(0), causes: [told('pool')], unseen: [] });
      await sink.close();
    } finally {
      await query('alter table monitor.samples_away rename to samples');
    }
    expect(await incidents()).toEqual([{ key: 'pool', open: true }]);
  });

  test('old samples go while incidents cannot be kept', async () => {
    const sink = await keepUnswept();
    await query(`insert into monitor.samples (kind, at, body) values ('old', now() - interval '80 hours', '{}')`);
    await query('alter table monitor.incidents rename to incidents_away');
    try {
      sink.verdict({ at: at(0), causes: [told('pool')], unseen: [] });
      await expect.poll(samples, { timeout: 10_000 }).toEqual([]);
    } finally {
      await query('alter table monitor.incidents_away rename to incidents');
      await sink.close();
    }
  });
});
