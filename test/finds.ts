import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { OperatorError } from '#server/core/operator-error.ts';
import { repositoryRoot } from '#server/core/paths.ts';

/** Without the frame of a browser, which takes a third of the time of all stories; then whole. */
const SYSTEM_CHROMIUMS = ['chromium-headless-shell', 'chromium'];

/**
 * A Chromium that starts on this machine: Playwright's own, else the system's, else one that is installed now.
 * @returns its path
 */
export async function findChromium(): Promise<string> {
  const { chromium } = await import('@playwright/test');
  const paths = [chromium.executablePath(), ...SYSTEM_CHROMIUMS.map((name) => `/usr/bin/${name}`)];
  const found = () => paths.find((path) => existsSync(path) && starts(path));
  const there = found();
  if (there !== undefined) return there;
  const install = ['node_modules/@playwright/test/cli.js', 'install', 'chromium'];
  spawnSync(process.execPath, install, { cwd: repositoryRoot, stdio: ['ignore', 'inherit', 'inherit'] });
  const brought = found();
  if (brought !== undefined) return brought;
  for (const name of SYSTEM_CHROMIUMS) {
    installPackage(name);
    const installed = found();
    if (installed !== undefined) return installed;
  }
  throw new OperatorError('There is no Chromium, and it could not be installed. Install it, then run this again.');
}

/** Makes sure that `redis-server` is there. */
export function ensureRedis(): void {
  if (starts('redis-server')) return;
  installPackage('redis-server');
  if (starts('redis-server')) return;
  throw new OperatorError('There is no redis-server, and it could not be installed. Install it, then run this again.');
}

/** A browser whose libraries are missing is there and does not start. */
function starts(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

function installPackage(name: string): void {
  const [program = '', ...before] = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  process.stdout.write(`Installing ${name} with apt-get.\n`);
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] } satisfies Parameters<typeof spawnSync>[2];
  const install = () => spawnSync(program, [...before, 'install', '-y', '--no-install-recommends', name], quiet).status;
  if (install() === 0) return;
  spawnSync(program, [...before, 'update'], quiet);
  install();
}
