import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MonitorMessage } from '#lib/monitoring/message.ts';
import type { StatementsSample } from '#lib/monitoring/statements/sample.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { monitoringParts } from '#server/monitoring/parts.ts';
import type { ServerFacts } from '#server/monitoring/probe.ts';
import { keepInTables } from '#server/monitoring/sampler/keep.ts';
import { Line } from '#server/monitoring/sampler/line.ts';
import { Sampler } from '#server/monitoring/sampler/sampler.ts';
import { withDatabase } from '#test/database.ts';
import { StatementsProbe } from './probe.ts';

withDatabase();

const SOON = { timeout: 12_000 };
/** The beginning of this minute. */
const MINUTE = Math.floor(Date.now() / 60_000) * 60_000;
let line: Line;
let probe: StatementsProbe;
beforeEach(() => {
  line = new Line({ holdsLock: false });
  probe = new StatementsProbe(systemActor('test'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await line.close();
});

type Hindrance = { client?: (client: pg.ClientBase) => pg.ClientBase; server?: Partial<ServerFacts> };

/** A reading so many seconds after the beginning of the minute. */
async function readAt(seconds: number, { client: through = (one) => one, server: more }: Hindrance = {}) {
  vi.spyOn(Date, 'now').mockReturnValue(MINUTE + seconds * 1_000);
  const reading = await line.read((client, server) => probe.read(through(client), { ...server, ...more }));
  if (!reading.ok) throw new Error(reading.reason);
  return reading.value;
}

async function sampleAt(seconds: number, hindrance?: Hindrance): Promise<StatementsSample> {
  const sample = await readAt(seconds, hindrance);
  await probe.settle();
  return sample;
}

const run = (times: number) =>
  Promise.all(
    Array.from({ length: times }, () => mainPool().query('select count(*) from generate_series(1, $1::int)', [20_000])),
  );

/** Runs `work` while a session holds tables exclusively. */
async function whileLocked(tables: string, work: () => Promise<void>): Promise<void> {
  const holder = await mainPool().connect();
  try {
    await holder.query(`begin; lock table ${tables} in access exclusive mode`);
    await work();
  } finally {
    await holder.query('rollback');
    holder.release();
  }
}

test('texts that the server does not give in time cost neither the reading nor what was counted', async () => {
  let asked = 0;
  const client = (one: pg.ClientBase) =>
    new Proxy(one, {
      get: (target, name) => {
        if (name !== 'query') return Reflect.get(target, name);
        return async (query: string, values?: unknown[]) => {
          if (!String(query).includes('pg_stat_statements(true)')) return target.query(query, values);
          asked += 1;
          throw Object.assign(new pg.DatabaseError('canceling statement', 0, 'error'), { code: '57014' });
        };
      },
    });
  await sampleAt(0, { client });
  await run(8);
  const first = await sampleAt(10, { client });
  expect(first).toMatchObject({ seam: null, top: [], others: { calls: first.total.calls } });
  expect(first.total.calls).toBeGreaterThanOrEqual(8);
  await run(3);
  const second = await sampleAt(20, { client });
  expect(asked, 'asked again at once').toBe(1);
  await sampleAt(75, { client });
  expect(asked).toBe(2);
  const { rows } = await mainPool().query(
    'select statement::int, calls::int from monitor.statement_deltas where grain = 1',
  );
  expect(rows).toEqual([{ statement: 0, calls: first.total.calls + second.total.calls }]);
  // They are learnt at last.
  await run(2);
  expect(
    (await sampleAt(200)).top.find(({ text }) => text.startsWith('select count(*) from generate_series'))?.figures
      .calls,
  ).toBe(2);
});

test('a seam that could not be written is written later, at the minute in which it was', async () => {
  await sampleAt(0);
  await run(3);
  await sampleAt(10);
  const rename = (from: string, to: string) =>
    mainPool().query(
      `alter table monitor.statement_seams${from} rename to statement_seams${to}; alter table monitor.statement_deltas${from} rename to statement_deltas${to}`,
    );
  await rename('', '_away');
  expect(await sampleAt(70, { server: { startedAt: 'anew' } })).toMatchObject({ seam: 'restart' });
  await rename('_away', '');
  await sampleAt(130, { server: { startedAt: 'anew' } });
  const { rows } = await mainPool().query("select at, kind from monitor.statement_seams where kind = 'restart'");
  expect(rows).toEqual([{ at: new Date(MINUTE + 60_000), kind: 'restart' }]);
});

test('a reading waits but a moment for what is usual while that is locked', async () => {
  await sampleAt(0);
  await run(5);
  await whileLocked('monitor.statement_deltas', async () => {
    const reading = readAt(10).then(({ total }) => total.calls);
    expect(await Promise.race([reading, pause(5_000, 'still waiting')])).toBeGreaterThanOrEqual(5);
  });
  await probe.settle();
});

test('a lock on what is kept of statements holds up neither them nor what shares their connection', async () => {
  const sent: MonitorMessage[] = [];
  const parts = monitoringParts().parts.filter(({ name }) => ['statements', 'storage'].includes(name));
  const sampler = new Sampler({ parts, send: (message) => sent.push(message), keep: keepInTables() });
  const stateOf = (name: string) =>
    sent.flatMap((message) => (message.kind === 'panel' && message.name === name ? [message.panel.state] : []));
  await whileLocked('monitor.statement_ids', async () => {
    sampler.start();
    try {
      await expect.poll(() => stateOf('statements'), SOON).toContain('measured');
      await expect.poll(() => stateOf('storage'), SOON).toContain('measured');
    } finally {
      await sampler.stop();
    }
  });
});
