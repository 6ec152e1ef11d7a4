import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '#bench/lib/free-port.ts';

const MEGABYTES = 3;

/** A Redis of the harness's own, small, which throws out what was used least. */
export class FaultyRedis {
  readonly port: number;
  readonly #folder: string;
  #child: ChildProcess;

  private constructor(port: number, folder: string, child: ChildProcess) {
    this.port = port;
    this.#folder = folder;
    this.#child = child;
  }

  static async start(folder: string): Promise<FaultyRedis> {
    const port = await freePort();
    return new FaultyRedis(port, folder, await launch(port, folder));
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Another program's connection. */
  client(): Redis {
    const client = new Redis(this.url, { maxRetriesPerRequest: 1 });
    client.on('error', () => {});
    return client;
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  async revive(): Promise<void> {
    this.#child = await launch(this.port, this.#folder);
  }
}

async function launch(port: number, folder: string): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const limits = ['--maxmemory', `${MEGABYTES}mb`, '--maxmemory-policy', 'allkeys-lru'];
  const child = spawn('redis-server', [...options, ...limits], { stdio: 'ignore' });
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 50 });
  client.on('error', () => {});
  for (let tries = 0; tries < 100; tries += 1) {
    if (
      await client.ping().then(
        () => true,
        () => false,
      )
    )
      break;
    await sleep(50);
  }
  client.disconnect();
  return child;
}
