import { expect, test } from 'vitest';
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

test('what lasts over a restart stays one incident', async () => {
  await mainPool().query('delete from monitor.incidents');
  await judge([0, told('pool')]);
  await judge([5], [12, told('disk')], [20, told('pool'), told('disk')]);
  expect(await incidents()).toEqual([
    { key: 'pool', open: true },
    { key: 'disk', open: true },
  ]);
});
