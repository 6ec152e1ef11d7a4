import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { cliEnvironment, folder, PASSWORD } from './environment.ts';

export type OwnProduct = {
  url: string;
  setupToken: string;
  /** Everything it wrote since it was ready. */
  written(): string;
  /** Stops Postgres with all its processes as a hang would; `resume` lets it go on. */
  hangPostgres(): void;
  resumePostgres(): void;
  /** Ends the worker at once, as a lack of memory would; true when there was one that was not ended before. */
  killWorker(): boolean;
  stop(): Promise<number | null>;
};

/** A second instance of the product for one story, with a data directory of its own and every line of its log. */
export async function startOwnProduct(name: string, environment: Record<string, string> = {}): Promise<OwnProduct> {
  const data = join(folder, name);
  const child = spawn(process.execPath, ['--conditions=react-server', 'scripts/start.ts'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...cliEnvironment, SWITCHBOARD_DATA_DIR: data, PORT: '0', LOG_LEVEL: 'debug', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // One that was killed stands among the children until it is reaped.
  const killed = new Set<number>();
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    text += String(chunk);
  });
  const ready = /setup\?token=(\S+)\s[\s\S]*Ready on (\S+)\n/;
  while (!ready.test(text)) {
    if (child.exitCode !== null) throw new Error(`It ended before it was ready:\n${text}`);
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  }
  const [start = '', setupToken = '', url = ''] = ready.exec(text) ?? [];
  const from = text.indexOf(start) + start.length;
  return {
    url,
    setupToken,
    written: () => text.slice(from),
    hangPostgres: () => signal(postgresOf(data), 'SIGSTOP'),
    resumePostgres: () => signal(postgresOf(data), 'SIGCONT'),
    killWorker() {
      const worker = childrenOf(child.pid ?? 0).find(
        (pid) => !killed.has(pid) && commandOf(pid).includes('scripts/worker.ts'),
      );
      if (worker === undefined) return false;
      killed.add(worker);
      signal([worker], 'SIGKILL');
      return true;
    },
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      await once(child, 'exit');
      return child.exitCode;
    },
  };
}

/** Makes the first admin of a product just started, and is signed in as her. The stories' usual password is hers. */
export async function makeFirstAdmin(
  page: Page,
  { url, setupToken }: Pick<OwnProduct, 'url' | 'setupToken'>,
  email = 'ada@example.org',
): Promise<void> {
  await page.goto(`${url}/setup?token=${setupToken}`);
  await page.getByLabel('Name').fill('Ada Admin');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Make the first admin' }).click();
  await expect(page).not.toHaveURL(/setup/, { timeout: 30_000 });
}

function postgresOf(data: string): number[] {
  const file = join(data, 'postgres', 'postmaster.pid');
  if (!existsSync(file)) return [];
  const postmaster = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
  return [postmaster, ...childrenOf(postmaster)];
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It ended between two looks.
  }
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined; // It ended between two looks.
  }
}

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) process.kill(pid, name);
}
