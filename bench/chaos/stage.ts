import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#bench/lib/free-port.ts';
import { type RunningProduct, startProduct, stopProduct } from '#bench/lib/product.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { mainPool, setMainPool } from '#server/core/db/pool.ts';
import { environmentSchema, setEnvironment } from '#server/core/env.ts';
import { migrateInChild } from '#server/core/migrate-in-child.ts';
import { FaultyPostgres } from './postgres.ts';
import { childrenOf, signalAll } from './processes.ts';
import { PostgresProxy } from './proxy.ts';

const WEB_WITHIN_MS = 180_000;

/** A throw-away product: the harness's own Postgres, the proxy before it, and the product that knows only the proxy. */
export class Stage {
  readonly postgres: FaultyPostgres;
  readonly proxy: PostgresProxy;
  readonly keys: string[];
  readonly url: string;
  readonly #environment: Record<string, string>;
  #product: RunningProduct;
  #web = 0;

  private constructor(
    parts: { postgres: FaultyPostgres; proxy: PostgresProxy; keys: string[]; environment: Record<string, string> },
    product: RunningProduct,
  ) {
    this.postgres = parts.postgres;
    this.proxy = parts.proxy;
    this.keys = parts.keys;
    this.#environment = parts.environment;
    this.#product = product;
    this.url = `http://127.0.0.1:${parts.environment.PORT}`;
  }

  /** Makes all of it in a folder that is its own. Whatever began is taken down again when a later part fails. */
  static async open(folder: string): Promise<Stage> {
    const postgres = await FaultyPostgres.start(join(folder, 'postgres-data'));
    try {
      const keys = await prepare(postgres);
      const proxy = await PostgresProxy.open(postgres.socket);
      const environment = await productEnvironment(folder, postgres, proxy);
      return new Stage({ postgres, proxy, keys, environment }, await startProduct(environment));
    } catch (error) {
      await postgres.stop();
      throw error;
    }
  }

  /** The process id of the web, looked up now; 0 while it is being started again. */
  findWeb(): number {
    const children = childrenOf(this.#product.child.pid ?? 0);
    this.#web = children.find(({ command }) => command.includes('scripts/web.ts'))?.pid ?? 0;
    return this.#web;
  }

  /** kill -9 of the web as of the last look. */
  killWeb(): void {
    if (this.#web !== 0) signalAll([this.#web], 'SIGKILL');
  }

  /** Waits until a web is there; after a kill the supervisor lets some time pass. */
  async webIsUp(): Promise<void> {
    const deadline = Date.now() + WEB_WITHIN_MS;
    while (!(await isReady(this.url))) {
      if (Date.now() > deadline) throw new Error(`The web was not up again within ${WEB_WITHIN_MS / 1000} s.`);
      await sleep(50);
    }
    this.findWeb();
  }

  /** Stops the product as a service manager does, or by kill -9 of the supervisor, and starts it again. @returns its exit code */
  async restartProduct(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const { child } = this.#product;
    if (signal === 'SIGTERM') await stopProduct(child);
    else {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    this.#product = await startProduct(this.#environment);
    return child.exitCode;
  }

  async close(): Promise<void> {
    const { child } = this.#product;
    if (child.exitCode === null && child.signalCode === null) await stopProduct(child);
    await this.proxy.close();
    await this.postgres.stop();
  }
}

/** Migrates the database and makes two keys. */
async function prepare(postgres: FaultyPostgres): Promise<string[]> {
  const handed = { DATABASE_URL: '', SWITCHBOARD_CONNECTION: JSON.stringify(postgres.connection) };
  setEnvironment(handed);
  await migrateInChild(handed, AbortSignal.timeout(60_000));
  const sizes = { base: 1, overflow: 2, recycleSeconds: 3600, acquireTimeoutMs: 3000 };
  setMainPool(new BoundedPool({ ...postgres.connection, application_name: 'switchboard-cli', ...sizes }));
  try {
    return await Promise.all(['first bot', 'second bot'].map(makeKey));
  } finally {
    await mainPool().end();
  }
}

async function makeKey(name: string): Promise<string> {
  const made = await createApiKey(systemActor('chaos'), { name, scopes: ['conversations:write'], expiresAt: null });
  if (!made.ok) throw new Error(made.message);
  return made.value.key;
}

/** Nothing of this machine's own settings reaches it. */
async function productEnvironment(
  folder: string,
  postgres: FaultyPostgres,
  proxy: PostgresProxy,
): Promise<Record<string, string>> {
  const { user, password, database } = postgres.connection;
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return {
    ...Object.fromEntries(Object.keys(environmentSchema.shape).map((name) => [name, ''])),
    SWITCHBOARD_CONNECTION: '',
    DATABASE_URL: `postgres://${login}@127.0.0.1:${proxy.port}/${database}`,
    SWITCHBOARD_DATA_DIR: join(folder, 'data'),
    // The same after each restart, so that the load client finds the web where it was.
    PORT: String(await freePort()),
    LOG_LEVEL: 'silent',
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
