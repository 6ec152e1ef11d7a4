// Everything that has to hold, in one run; docs/testing.md says what and how. `--only <part of a path>` runs one file.
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
import { single, type Tally } from './test/tally.ts';
import { checkTypes, findDeadCode, lint } from './test/tools.ts';
import { runVitest } from './test/vitest.ts';

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;

const folder = mkdtempSync(join(tmpdir(), 'switchboard-test-'));
chmodSync(folder, 0o711);
const clusters: Cluster[] = [];

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
  await step('integration on Postgres', runIntegration);
  await step('times, zones apart', runZonesApart);
  if (hasDebianPostgres()) await step('migrations on Postgres 15', runOldestPostgres);
  await step('build', build);
  await step('stories in Chromium', () => runPlaywright(folder));
}

async function runOnly(part: string): Promise<Tally> {
  if (part.startsWith('e2e') || part.includes('.spec')) return runPlaywright(folder, part);
  ensureRedis();
  return runVitest({ folder, only: part, cluster: await cluster('one') });
}

async function runIntegration(): Promise<Tally> {
  ensureRedis();
  return runVitest({ folder, project: 'database', cluster: await cluster('integration') });
}

/** The process in one zone, the server's default another: a naive time read as local is hours off in both. */
async function runZonesApart(): Promise<Tally> {
  const apart = await cluster('zones', { timezone: 'America/St_Johns' });
  return runVitest({ folder, project: 'database', cluster: apart, tag: 'time', environment: { TZ: 'Asia/Kathmandu' } });
}

async function runOldestPostgres(): Promise<Tally> {
  const oldest = await startDebianCluster(join(folder, 'oldest'));
  clusters.push(oldest);
  return runVitest({ folder, project: 'database', cluster: oldest, only: 'server/core/migrations' });
}

async function build(): Promise<Tally> {
  return single((await runNode(['--conditions=react-server', 'scripts/build.ts'])) === 0);
}

async function cluster(name: string, settings?: Record<string, string>): Promise<Cluster> {
  const started = await startCluster(join(folder, name), settings);
  clusters.push(started);
  return started;
}

async function clean(): Promise<void> {
  for (const one of clusters.splice(0)) await one.stop();
  rmSync(folder, { recursive: true, force: true });
}
