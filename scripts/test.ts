// Everything that has to hold, in one run; docs/testing.md says what and how. `--only <part of a path>` runs one file,
// with `--oldest` on the oldest Postgres.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureRedis, findChromium } from '#test/finds.ts';
import { type Cluster, removeTraces, startCluster, stopServers } from './test/cluster.ts';
import { hasDebianPostgres, startDebianCluster } from './test/debian-postgres.ts';
import { runPlaywright } from './test/playwright.ts';
import { closeReport, leaveOut, step } from './test/report.ts';
import { onSignal, runNode } from './test/run.ts';
import { single, sum, type Tally } from './test/tally.ts';
import { checkTypes, findDeadCode, lint } from './test/tools.ts';
import { runVitest, type VitestRun } from './test/vitest.ts';

const options = { only: { type: 'string' }, oldest: { type: 'boolean', default: false } } as const;
const { only, oldest } = parseArgs({ options }).values;

const folder = mkdtempSync(join(tmpdir(), 'switchboard-test-'));
// The user that Postgres runs as must pass through it when we are root.
chmodSync(folder, 0o711);

/** Tests that need the tools of the oldest Postgres. */
const oldestOnly = ['**/erasure-backup.db.test.ts'];

onSignal(clean);

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
  await step('integration on Postgres', () => runIntegration({ project: 'database', exclude: oldestOnly }));
  await onOldest('migrations, a backup and monitoring on Postgres 15');
  await step('build', build);
  await step('who may what', () => runProduct('test/matrix'));
  await step('faults', runFaults);
  await step('stories in Chromium', () => runPlaywright(folder));
}

async function onOldest(name: string): Promise<void> {
  if (hasDebianPostgres()) await step(name, () => runOldestPostgres());
  else leaveOut(name, 'Debian’s postgresql-15 is not on this machine, so nothing was tried on it.');
}

async function runOnly(part: string): Promise<Tally> {
  if (part.startsWith('e2e') || part.includes('.spec')) return runPlaywright(folder, part);
  if (part.includes('faults.product')) return sum([await build(), await runFaults()]);
  if (/^(test\/)?matrix|product/.test(part)) return sum([await build(), await runProduct(part)]);
  if (oldest || part.includes('erasure-backup')) return runOldestPostgres([part]);
  return runIntegration({ only: part });
}

/** The process in one zone, the server's default another: a naive time read as local is hours off in both. */
async function runIntegration(run: Partial<VitestRun>): Promise<Tally> {
  ensureRedis();
  const starting = startCluster(join(folder, 'newest'), { timezone: 'America/St_Johns' });
  return onCluster(starting, { ...run, environment: { TZ: 'Asia/Kathmandu' } });
}

function runOldestPostgres(
  parts = ['server/core/migrations', 'erasure-backup', 'server/monitoring', 'rights-matrix'],
): Promise<Tally> {
  return onCluster(startDebianCluster(join(folder, 'oldest')), { project: 'database', only: parts });
}

async function onCluster(starting: Promise<Cluster>, run: Partial<VitestRun>): Promise<Tally> {
  const tally = await runVitest({ folder, cluster: await starting, ...run });
  await stopServers();
  return tally;
}

/** Each on a cluster of its own: a template is closed once it is made. */
function runProduct(only: string): Promise<Tally> {
  const name = `product-${only.replaceAll(/\W/g, '-')}`;
  return onCluster(startCluster(join(folder, name)), { project: 'product', only });
}

async function runFaults(): Promise<Tally> {
  ensureRedis();
  await findChromium();
  return runProduct('bench/chaos');
}

async function build(): Promise<Tally> {
  return single((await runNode(['--conditions=react-server', 'scripts/build.ts'])) === 0);
}

async function clean(): Promise<void> {
  await stopServers();
  removeTraces(join(folder, 'stories'));
  rmSync(folder, { recursive: true, force: true });
}
