import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { embeddedConnection } from '#server/core/postgres/embedded.ts';
import { canEnter } from '#server/core/postgres/server-user.ts';
import { startProduct } from '#test/start/product.ts';

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534, name: 'nobody' };
const root = process.cwd();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-start-'));
  chmodSync(folder, 0o711);
});
afterAll(() => {
  // A test that failed halfway leaves its server behind.
  for (const lock of globSync(join(folder, '*', '**', 'postmaster.pid'))) {
    process.kill(Number(readFileSync(lock, 'utf8').split('\n')[0]), 'SIGQUIT');
  }
  rmSync(folder, { recursive: true, force: true });
});

it('starts without a network and with an empty environment, and ends in order', async () => {
  const directory = join(folder, 'alone'.padEnd(150, '-'));
  // A network of its own holds a loopback device alone, switched off at first.
  const network = isRoot ? ['-n'] : ['-n', '--map-current-user', '--keep-caps'];
  const visit = `ip link set lo up && exec "$@"`;
  const command = [process.execPath, join(root, 'test/start/visit.ts'), directory];
  const child = spawn('unshare', [...network, 'sh', '-c', visit, 'sh', ...command], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const seen = JSON.parse(String((await lines.next()).value));
  expect(seen).toEqual({ live: 200, ready: 200, login: 200, setup: true });

  const client = new pg.Client(embeddedConnection(directory, true));
  await client.connect();
  await client.query(`insert into employees (full_name) values ('রহিম উদ্দিন')`);
  const { rows } = await client.query(`select full_name from employees where full_name % 'রহিম উদ্দীন'`);
  expect(rows).toEqual([{ full_name: 'রহিম উদ্দিন' }]);
  const sessions = async (application: string) => {
    const found = await client.query('select pid from pg_stat_activity where application_name = $1', [application]);
    return [...new Set(found.rows.map(({ pid }) => getPriority(pid)))];
  };
  await vi.waitFor(
    async () => expect(await sessions('switchboard-worker')).toEqual([constants.priority.PRIORITY_BELOW_NORMAL]),
    { timeout: 10_000 },
  );
  expect(await sessions('switchboard-web')).toEqual([getPriority()]);
  await client.end();

  child.stdin.write('go on\n');
  const ended = JSON.parse(String((await lines.next()).value));
  expect(ended.code).toBe(0);
  expect(ended.ms).toBeLessThan(10_000);
  const log = readFileSync(join(directory, 'postgres.log'), 'utf8');
  expect(log).toContain('database system is shut down');
  // Had Postgres gone before web and worker, it would have had to end their sessions.
  expect(log).not.toContain('terminating connection');
}, 300_000);

it('lives through crashes: of the worker, of the web, of Postgres, of itself', async () => {
  const environment = { SWITCHBOARD_DATA_DIR: join(folder, 'crashes') };
  const first = startProduct(environment);
  const url = await first.ready();
  // The worker at once, which is not up yet then.
  await vi.waitFor(() => expect(childrenOf(first.process.pid ?? 0).worker).not.toBe(0), { timeout: 5_000 });
  process.kill(childrenOf(first.process.pid ?? 0).worker, 'SIGKILL');
  await vi.waitFor(() => expect(first.said()).toContain('The worker process ended (SIGKILL). Starting it again'), {
    timeout: 5_000,
  });
  await vi.waitFor(() => expect(childrenOf(first.process.pid ?? 0).worker).not.toBe(0), { timeout: 5_000 });
  const second = startProduct(environment);
  await expect(second.ready()).rejects.toThrow(
    `Switchboard already runs on ${environment.SWITCHBOARD_DATA_DIR} at ${url}`,
  );

  const children = childrenOf(first.process.pid ?? 0);
  process.kill(children.web, 'SIGKILL');
  await vi.waitFor(() => expect(first.said()).toContain('The web process ended (SIGKILL)'), { timeout: 5_000 });
  await vi.waitFor(() => expect(first.said().match(/^Ready on /gm)).toHaveLength(2), { timeout: 20_000 });
  process.kill(children.postgres, 'SIGKILL');
  await vi.waitFor(() => expect(first.said()).toContain('Postgres ended by itself. Starting it again.'), {
    timeout: 5_000,
  });

  const closed = once(first.process, 'close');
  first.process.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(children.worker)).toBe(false), { timeout: 5_000 });
  // Nobody holds its pipes open after a crash, not even the Postgres that outlived it.
  await closed;

  const third = startProduct(environment);
  const again = await third.ready();
  expect((await fetch(new URL('/readyz', again))).status).toBe(200);
  expect((await third.stop()).code).toBe(0);
}, 120_000);

it.runIf(isRoot && canEnter(nobody, root))(
  'starts as an ordinary user',
  async () => {
    const directory = join(folder, 'ordinary');
    mkdirSync(directory);
    chownSync(directory, nobody.uid, nobody.gid);
    const product = startProduct(
      { SWITCHBOARD_DATA_DIR: join(directory, 'data') },
      { uid: nobody.uid, gid: nobody.gid },
    );
    const url = await product.ready();
    expect((await fetch(new URL('/readyz', url))).status).toBe(200);
    expect(await product.stop()).toMatchObject({ code: 0 });
  },
  120_000,
);

/** The process ids of the parts of one supervisor; 0 for one that is not there. */
function childrenOf(supervisor: number): { web: number; worker: number; postgres: number } {
  const lines = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(supervisor)], { encoding: 'utf8' }).split(
    '\n',
  );
  const find = (part: string) =>
    Number(
      lines
        .find((line) => line.includes(part))
        ?.trim()
        .split(' ')[0] ?? 0,
    );
  return { web: find('scripts/web.ts'), worker: find('scripts/worker.ts'), postgres: find('bin/postgres') };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
