import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemActor } from '#server/core/auth/actor.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { seedContacts } from '#server/phonebook/seed.ts';
import { measureBareRows } from './lib/bare-rows.ts';
import { type Beside, Onlooker } from './lib/beside-load.ts';
import { type BenchResult, type Row, round } from './lib/measure.ts';
import { databaseUrl, startProduct, stopProduct } from './lib/product.ts';
import { withServer } from './lib/server.ts';
import { signedInCookie } from './lib/sign-in.ts';
import { spawnLoad } from './lib/spawn-load.ts';
import { measureTurnSizes } from './lib/turn-sizes.ts';
import type { Arrivals, LoadReport } from './lib/turns-load.ts';
import { wearIn } from './lib/wear-in.ts';

const CONTACTS = 10_000;
const BATCH = 500;
const AT_ONCE = 4;
const BARE_ROWS = 50_000;
const PAGES = ['/', '/phonebook', '/phonebook?q=rahman', '/conversations', '/analytics'];

type Case = { load: string; pages: number; turnsPerRequest: number; arrivals: Arrivals };
type Deployment = { url: string; key: string; cookie: string; paths: string[]; nice: number };

/**
 * Turns over HTTP, acknowledged after COMMIT, on a durable Postgres with every index and trigger: one at a time, single
 * posts at `--rates` (1500,3000) a second, the same beside `--pages` (20) page loads a second, and `--batches` (200)
 * arrays of 500. Beside it a bare COPY and an unindexed insert of the same rows.
 */
export async function run(parameters: string[]): Promise<BenchResult> {
  const options = {
    rates: { type: 'string', default: '1500,3000' },
    seconds: { type: 'string', default: '20' },
    warm: { type: 'string', default: '5' },
    pages: { type: 'string', default: '20' },
    batches: { type: 'string', default: '200' },
    nice: { type: 'string', default: '0' },
  } as const;
  const { values } = parseArgs({ args: parameters, options });
  const busy = round(loadavg()[0] ?? 0);
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  chmodSync(folder, 0o711);
  const secret = randomBytes(32).toString('hex');
  setEnvironment({ SWITCHBOARD_DATA_DIR: join(folder, 'web'), AUTH_SECRET: secret });
  try {
    return await withServer(async (superuser) => {
      await wearIn(superuser);
      await seedContacts(systemActor('bench'), CONTACTS, () => undefined);
      const environment = { SWITCHBOARD_DATA_DIR: join(folder, 'web'), AUTH_SECRET: secret };
      const product = await startProduct({ ...environment, DATABASE_URL: databaseUrl(), SWITCHBOARD_CONNECTION: '' });
      const rows: Row[] = [];
      let paths: string[] = [];
      try {
        const deployment = await prepare(product.url, Number(values.nice));
        paths = deployment.paths;
        for (const [index, one] of casesOf(values).entries()) rows.push(await measure(deployment, one, index + 1));
      } finally {
        await stopProduct(product.child);
      }
      const sizes = await measureTurnSizes();
      const bare = await measureBareRows(folder, BARE_ROWS);
      rows.push(
        { load: 'bare COPY, no index', 'turns/s': bare.copy },
        { load: `insert by ${BATCH}, no index, 1 connection`, 'turns/s': bare.insert },
        { load: `insert by ${BATCH}, no index, ${AT_ONCE} connections`, 'turns/s': bare.insertByFour },
      );
      return { rows, notes: [...notesOf(paths, busy), sizes.sentence] };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function notesOf(paths: readonly string[], busy: number): string[] {
  return [
    'Milliseconds. Every answer comes after COMMIT with synchronous_commit on. Single posts arrive at random instants (Poisson) and are timed from the instant they were meant for; arrays are timed from their sending, four at a time.',
    'alive: time of /livez every 20 ms, also from the instant meant, in place of the event-loop delay, which the web process does not tell. It holds the round trip and the delay of the asking process too.',
    'The server wrote a gigabyte of its log before, as one has after its first days, and uses those files again.',
    'CPU in percent of one core. load: the process that posts, the two cores shared with Postgres and the product; late p99: how late it posted.',
    `Pages in turn: ${paths.join(', ')}. A page that has not come within 30 s failed.`,
    `Load average of the machine in the minute before: ${busy}.`,
    `Bare rows: the first ${BARE_ROWS} turns of the log without its indexes, keys and triggers; the COPY is one transaction, the inserts commit each ${BATCH}.`,
  ];
}

function casesOf(values: Record<'rates' | 'seconds' | 'warm' | 'pages' | 'batches', string>): Case[] {
  const times = { seconds: Number(values.seconds), warmSeconds: Number(values.warm) };
  const rates = values.rates.split(',').filter(Boolean).map(Number);
  const pages = Number(values.pages);
  const single = (perSecond: number, beside: number): Case => ({
    load: `single, ${perSecond}/s`,
    pages: beside,
    turnsPerRequest: 1,
    arrivals: { kind: 'open', perSecond, ...times },
  });
  const batches = (beside: number): Case => ({
    load: `arrays of ${BATCH}`,
    pages: beside,
    turnsPerRequest: BATCH,
    arrivals: { kind: 'closed', atOnce: AT_ONCE, requests: Number(values.batches), warmRequests: 2 * AT_ONCE },
  });
  return [
    {
      load: 'one at a time',
      pages: 0,
      turnsPerRequest: 1,
      arrivals: { kind: 'closed', atOnce: 1, requests: 2_000, warmRequests: 200 },
    },
    ...rates.map((rate) => single(rate, 0)),
    ...rates.map((rate) => single(rate, pages)),
    batches(0),
    batches(pages),
  ];
}

async function prepare(url: string, nice: number): Promise<Deployment> {
  const scopes = ['conversations:write' as const];
  const made = await createApiKey(systemActor('bench'), { name: 'bench', scopes, expiresAt: null });
  if (!made.ok) throw new Error(made.message);
  const cookie = await signedInCookie();
  const paths: string[] = [];
  for (const path of PAGES) {
    const answer = await fetch(`${url}${path}`, { headers: { cookie }, redirect: 'manual' });
    await answer.text();
    if (answer.status === 200) paths.push(path);
  }
  if (paths.length === 0) throw new Error('No page opens.');
  return { url, key: made.value.key, cookie, paths, nice };
}

async function measure(
  { url, key, cookie, paths, nice }: Deployment,
  { load, pages, ...plan }: Case,
  seed: number,
): Promise<Row> {
  const before = await countTurns();
  const onlooker = new Onlooker(url, { cookie, paths, perSecond: pages });
  const report = await spawnLoad({ url, key, seed, ...plan }, nice, () => onlooker.begin());
  const beside = await onlooker.end();
  const added = (await countTurns()) - before;
  if (report.stored === 0) throw new Error(`Nothing was stored: ${JSON.stringify(report)}`);
  if (added < report.stored) throw new Error(`${report.stored} turns were acknowledged and ${added} are there.`);
  return { load, ...figures(report, beside, pages) };
}

function figures(report: LoadReport, { alive, pages, processor }: Beside, perSecond: number): Row {
  const { ack, late, refused, unsent, unknown } = report;
  const failed = Object.values(refused).reduce((sum, count) => sum + count, unsent + unknown);
  return {
    'pages/s': perSecond,
    'turns/s': Math.round(report.stored / report.seconds),
    'ack p50': ack.p50,
    'ack p99': ack.p99,
    'ack max': ack.max,
    failed,
    'failed by': causesOf(report),
    'alive p50': alive.p50,
    'alive p99': alive.p99,
    'page p50': perSecond === 0 ? '' : pages.p50,
    'page p95': perSecond === 0 ? '' : pages.p95,
    'pages failed': perSecond === 0 ? '' : pages.failed,
    'web CPU': processor.web ?? 0,
    'Postgres CPU': processor.postgres ?? 0,
    'load CPU': round(report.processorPercent),
    'late p99': late.p99,
  };
}

/** By status of the answer; `unsent` were not taken up in time, `unknown` got no answer. */
function causesOf({ refused, unsent, unknown }: LoadReport): string {
  return Object.entries({ ...refused, unsent, unknown })
    .filter(([, count]) => count > 0)
    .map(([cause, count]) => `${cause} × ${count}`)
    .join(', ');
}

async function countTurns(): Promise<number> {
  const { rows } = await mainPool().query('select count(*)::int as turns from conversations');
  return Number(rows[0]?.turns);
}
