import { beforeEach, expect, test } from 'vitest';
import type { Session } from '#lib/monitoring/sessions/sample.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { keepInTables } from '#server/monitoring/sampler/keep.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { sampleOf, session } from '#test/lock-samples.ts';
import { findSampledStatements } from './sampled.ts';

withDatabase();
const analyst = userActor('analyst');
const END = Math.floor(Date.now() / 60_000) * 60_000;
const window = { from: END - 60_000, to: END };
/** So many seconds after the window began. */
const at = (seconds: number) => new Date(window.from + seconds * 1_000).toISOString();

beforeEach(() => mainPool().query('truncate monitor.samples, monitor.summaries'));

async function keep(seconds: number, sessions: Session[], more: object = {}): Promise<void> {
  const sink = keepInTables();
  sink.sample('sessions', {
    state: 'measured',
    at: at(seconds),
    value: { ...sampleOf({ sessions, ...more }), at: at(seconds) },
  });
  await sink.close();
}
const runs = (pid: number, statement: string, since: number, queryId: string | null = null): Session =>
  session(pid, { state: 'active', statement, statementSince: at(since), queryId });

test('what the sessions run is told by how often it was seen and for how long', async () => {
  const idle = session(9, { state: 'idle', statement: 'select long_ago', statementSince: at(-500) });
  const elsewhere = { ...runs(8, 'select elsewhere', 0), here: false };
  await keep(10, [runs(1, 'select a in (…)', 9, '77'), runs(2, 'select b', 4), idle, elsewhere]);
  await keep(20, [runs(1, 'select a in (…, …)', 12, '77'), runs(3, 'select a in (…)', 19.5, '77'), idle], {
    moreSessions: 2,
    hidden: { sessions: 3, mend: 'GRANT pg_monitor TO us;' },
  });
  await keep(-5, [runs(1, 'select too_early', -6)]);
  const found = await findSampledStatements(analyst, window);
  expect(found).toMatchObject({ samples: 2, all: 2, unseen: 5 });
  expect([found.from, found.to].map((instant) => Date.parse(instant ?? ''))).toEqual([
    Date.parse(at(10)),
    Date.parse(at(20)),
  ]);
  expect(found.rows.map(({ lastAt, ...row }) => ({ ...row, lastAt: Date.parse(lastAt) }))).toEqual([
    { key: '77', text: expect.stringMatching(/^select a in/), seen: 3, longestMs: 8_000, lastAt: Date.parse(at(20)) },
    { key: 'select b', text: 'select b', seen: 1, longestMs: 6_000, lastAt: Date.parse(at(10)) },
  ]);
});

test('of more samples than are read some are, spread over the window, and it says so', async () => {
  for (const seconds of [10, 20, 30, 40]) await keep(seconds, [runs(1, `select at_${seconds}`, seconds - 1)]);
  const found = await findSampledStatements(analyst, window, 2);
  expect(found).toMatchObject({ samples: 2, all: 4 });
  expect(found.rows.map(({ text }) => text).sort()).toEqual(['select at_20', 'select at_40']);
});

test('what was not seen is no sample', async () => {
  await keep(10, [runs(1, 'select a', 9)]);
  const sink = keepInTables();
  sink.sample('sessions', { state: 'blind', at: at(5), reason: 'away', blinds: '', mend: null });
  await sink.close();
  await mainPool().query("update monitor.samples set at = $1 where body ->> 'state' = 'blind'", [at(20)]);
  expect(await findSampledStatements(analyst, window)).toMatchObject({ samples: 1, all: 2, rows: [{ seen: 1 }] });
});

test('no sample is no statement, and who may not read monitoring is refused', async () => {
  expect(await findSampledStatements(analyst, window)).toEqual({
    samples: 0,
    all: 0,
    from: null,
    to: null,
    unseen: 0,
    rows: [],
  });
  await expect(findSampledStatements(userActor('operator'), window)).rejects.toThrow(ForbiddenError);
});
