// Everything that has to hold, in one run; docs/testing.md says what and how. `--only <part of a path>` runs one file,
// with `--zones-apart` as the second run of the integration tests has it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cluster, startCluster } from './test/cluster.ts';
import { hasDebianPostgres, startDebianCluster } from './test/debian-postgres.ts';
import { ensureRedis } from './test/finds.ts';
import { runPlaywright } from './test/playwright.ts';
import { closeReport, step } from './test/report.ts';
import { endRunning, runNode } from './test/run.ts';
import { single, sum, type Tally } from './test/tally.ts';
import { checkTypes, findDeadCode, lint } from './test/tools.ts';
import { runVitest, type VitestRun } from './test/vitest.ts';

const options = { only: { type: 'string' }, 'zones-apart': { type: 'boolean', default: false } } as const;
const { only, 'zones-apart': zonesApart } = parseArgs({ options }).values;

const folder = mkdtempSync(join(tmpdir(), 'switchboard-test-'));
// The user that Postgres runs as must pass through it when we are root.
chmodSync(folder, 0o711);
let cluster: Cluster | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    endRunning(signal);
    await clean();
    process.exit(1);
  });
}

try {
  if (only === undefined) await runAll();
  else await step(only, () => runOnly(only));
} finally {
  await clean();
}
process.exit(closeReport());

async function runAll(): Promise<void> {
  await step('format, lint, import rules', lint);
  await step('types', checkTypes);
  await step('dead code', findDeadCode);
  await step('unit tests', () => runVitest({ folder, project: 'unit' }));
  await step('integration on Postgres', () => runIntegration({ project: 'database' }));
  await step('the same, zones apart', () => runZonesApart({ project: 'database', tags: '!once' }));
  if (hasDebianPostgres()) await step('migrations on Postgres 15', runOldestPostgres);
  await step('build', build);
  await step('who may what', runProduct);
  await step('stories in Chromium', () => runPlaywright(folder));
}

async function runOnly(part: string): Promise<Tally> {
  if (part.startsWith('e2e') || part.includes('.spec')) return runPlaywright(folder, part);
  if (part.includes('matrix')) return sum([await build(), await runProduct()]);
  return zonesApart ? runZonesApart({ only: part }) : runIntegration({ only: part });
}

async function runIntegration(run: Partial<VitestRun>): Promise<Tally> {
  ensureRedis();
  return onCluster(await startCluster(join(folder, 'newest')), run);
}

/** The process in one zone, the server's default another: a naive time read as local is hours off in both. */
async function runZonesApart(run: Partial<VitestRun>): Promise<Tally> {
  const apart = await startCluster(join(folder, 'apart'), { timezone: 'America/St_Johns' });
  return onCluster(apart, { ...run, environment: { TZ: 'Asia/Kathmandu' } });
}

async function runOldestPostgres(): Promise<Tally> {
  const oldest = await startDebianCluster(join(folder, 'oldest'));
  return onCluster(oldest, { project: 'database', only: 'server/core/migrations' });
}

async function onCluster(started: Cluster, run: Partial<VitestRun>): Promise<Tally> {
  cluster = started;
  const tally = await runVitest({ folder, cluster, ...run });
  await stopCluster();
  return tally;
}

async function runProduct(): Promise<Tally> {
  return onCluster(await startCluster(join(folder, 'product')), { project: 'product' });
}

async function build(): Promise<Tally> {
  return single((await runNode(['--conditions=react-server', 'scripts/build.ts'])) === 0);
}

async function stopCluster(): Promise<void> {
  const stopping = cluster;
  cluster = undefined;
  await stopping?.stop();
}

async function clean(): Promise<void> {
  await stopCluster();
  rmSync(folder, { recursive: true, force: true });
}
