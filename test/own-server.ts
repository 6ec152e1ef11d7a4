import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { mainPool, setMainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { migrateInChild } from '#server/core/migrate-in-child.ts';
import { type Embedded, startEmbedded } from '#server/core/postgres/embedded.ts';

/** Nothing of it is kept, so it need not wait for the disk. */
const throwAway = { fsync: 'off', full_page_writes: 'off' };

/**
 * A migrated Postgres of a test file's own, which it may hang and kill as the machine might; everything reaches it as ever.
 * @param more further settings of the server
 */
export function withOwnServer(more: Record<string, string> = {}) {
  const settings = { ...throwAway, ...more };
  let folder = '';
  let server: Embedded | undefined;
  const data = () => join(folder, 'data');
  const resume = () => signal(processes(data()), 'SIGCONT');
  const endAtExit = () => {
    resume();
    signal(processes(data()), 'SIGKILL');
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'switchboard-own-'));
    chmodSync(folder, 0o711);
    process.once('exit', endAtExit);
    server = await startEmbedded(data(), { chosen: true, settings });
    const environment = { SWITCHBOARD_CONNECTION: JSON.stringify(server.connection) };
    setEnvironment(environment);
    await migrateInChild(environment, AbortSignal.timeout(50_000));
    const application_name = 'switchboard-web';
    const size = { base: 1, overflow: 9, recycleSeconds: 3600, acquireTimeoutMs: 3000 };
    setMainPool(new BoundedPool({ ...server.connection, application_name, ...size }));
  }, 90_000);
  afterEach(resume);
  afterAll(async () => {
    await mainPool().end();
    await server?.stop();
    process.off('exit', endAtExit);
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    /** Stops every process of it, as a machine that stalls does. */
    hang: () => signal(processes(data()), 'SIGSTOP'),
    /** Lets them go on. */
    resume,
    /** Ends it without a word, and starts it again. */
    kill: async () => {
      signal(processes(data()), 'SIGKILL');
      await server?.stop();
    },
    start: async () => {
      server = await startEmbedded(data(), { chosen: true, settings });
    },
  };
}

function processes(data: string): number[] {
  try {
    const postmaster = Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return [postmaster, ...all.map(Number).filter((pid) => parentOf(pid) === postmaster)];
  } catch {
    return []; // It is not up.
  }
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined; // It ended between two looks.
  }
}

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended meanwhile.
    }
  }
}
