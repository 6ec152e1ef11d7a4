import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import pg from 'pg';
import { FaultyPostgres } from '#bench/chaos/postgres.ts';
import { childrenOf } from '#bench/chaos/processes.ts';
import { freePort } from '#bench/lib/free-port.ts';
import { type RunningProduct, startProduct, stopProduct } from '#bench/lib/product.ts';
import type { Scope } from '#lib/roles.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { hashPassword } from '#server/core/auth/password-hash.ts';
import { insertUser, storePassword } from '#server/core/auth/people.ts';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { mainPool, setMainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { environmentSchema, setEnvironment } from '#server/core/env.ts';
import { migrateInChild } from '#server/core/migrate-in-child.ts';
import { seedContacts } from '#server/phonebook/seed.ts';
import type { Inspected } from './inspector.ts';
import { FaultyRedis } from './redis.ts';

const PERSON = { name: 'Ada Chaos', email: 'chaos@example.org', password: 'lantern-harbour-violet-41' };
/** So many entries that their table is among the largest, and that a search finds somebody. */
const CONTACTS = 5_000;
const SETTLED_WITHIN_MS = 90_000;
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A throw-away product on a Postgres of its own, and an admin who looks at the verdict in a real browser. */
export class MonitoringStage {
  readonly postgres: FaultyPostgres;
  readonly redis: FaultyRedis;
  readonly page: Page;
  readonly url: string;
  /** May search the phonebook, post turns and read figures. */
  readonly key: string;
  /** Who looks at the page. */
  readonly admin: { id: string; name: string };
  readonly #product: RunningProduct;
  readonly #inspectPort: number;
  readonly #browser: Browser;
  readonly #clients: pg.Client[] = [];

  private constructor(parts: {
    postgres: FaultyPostgres;
    redis: FaultyRedis;
    product: RunningProduct;
    inspectPort: number;
    browser: Browser;
    page: Page;
    key: string;
    adminId: string;
  }) {
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.#product = parts.product;
    this.#inspectPort = parts.inspectPort;
    this.#browser = parts.browser;
    this.page = parts.page;
    this.url = parts.product.url;
    this.key = parts.key;
    this.admin = { id: parts.adminId, name: PERSON.name };
  }

  /** Makes all of it in a folder that is its own, with the browser at this path. */
  static async open(folder: string, executablePath: string): Promise<MonitoringStage> {
    const postgres = await FaultyPostgres.start(join(folder, 'postgres-data'));
    const { key, adminId } = await prepare(postgres);
    const redis = await FaultyRedis.start(folder);
    const inspectPort = await freePort();
    const product = await startProduct(environmentFor(folder, postgres, redis, inspectPort));
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    // A context that is asked for takes further pages; one that `newPage` makes for itself does not.
    const context = await browser.newContext({ baseURL: product.url, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await signIn(page);
    return new MonitoringStage({ postgres, redis, product, inspectPort, browser, page, key, adminId });
  }

  /** The web, into which a fault may reach. */
  get web(): Inspected {
    return { pid: this.#pidOf('scripts/web.ts'), port: this.#inspectPort };
  }

  /** The process id of the worker. */
  get worker(): number {
    return this.#pidOf('scripts/worker.ts');
  }

  /** Ends when the first samples are behind it, and nothing is blamed. */
  async settled(): Promise<void> {
    await this.page.goto('/monitoring');
    await this.page.getByText('Nothing is to blame').waitFor({ timeout: SETTLED_WITHIN_MS });
  }

  /** A session of another application on the same database, as the product's own role unless told otherwise. */
  async session(application: string, options: { superuser?: boolean } = {}): Promise<pg.Client> {
    const login = options.superuser === true ? this.postgres.superuser : this.postgres.connection;
    const client = new pg.Client({ ...login, application_name: application });
    client.on('error', () => {});
    await client.connect();
    this.#clients.push(client);
    return client;
  }

  /** Ends every session that `session` opened. */
  async endSessions(): Promise<void> {
    await Promise.allSettled(this.#clients.splice(0).map((client) => client.end()));
  }

  #pidOf(script: string): number {
    const found = childrenOf(this.#product.child.pid ?? 0).find(({ command }) => command.includes(script));
    if (found === undefined) throw new Error(`${script} does not run.`);
    return found.pid;
  }

  async close(): Promise<void> {
    await this.endSessions();
    await this.#browser.close();
    const { child } = this.#product;
    if (child.exitCode === null && child.signalCode === null) await stopProduct(child);
    await this.redis.kill();
    await this.postgres.stop();
  }
}

/** Migrates the database, makes the admin, a key and a phonebook. */
async function prepare(postgres: FaultyPostgres): Promise<{ key: string; adminId: string }> {
  const handed = { DATABASE_URL: '', SWITCHBOARD_CONNECTION: JSON.stringify(postgres.connection) };
  setEnvironment(handed);
  await migrateInChild(handed, AbortSignal.timeout(60_000));
  const sizes = { base: 1, overflow: 2, recycleSeconds: 3600, acquireTimeoutMs: 3000 };
  setMainPool(new BoundedPool({ ...postgres.connection, application_name: 'switchboard-cli', ...sizes }));
  try {
    const { name, email, password } = PERSON;
    const id = await insertUser(prisma(), { email, name, role: 'admin' });
    if (id === null) throw new Error('The admin was there before.');
    await storePassword(prisma(), id, await hashPassword(password));
    const actor = systemActor('chaos');
    const scopes: Scope[] = ['phonebook:read', 'conversations:write', 'analytics:read'];
    const made = await createApiKey(actor, { name: 'chaos', scopes, expiresAt: null });
    if (!made.ok) throw new Error(made.message);
    await seedContacts(actor, CONTACTS, () => {});
    return { key: made.value.key, adminId: id };
  } finally {
    await mainPool().end();
  }
}

/** Nothing of this machine's own settings reaches it. */
function environmentFor(
  folder: string,
  postgres: FaultyPostgres,
  redis: FaultyRedis,
  inspectPort: number,
): Record<string, string> {
  const { user, password, database, host, port } = postgres.connection;
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return {
    ...Object.fromEntries(Object.keys(environmentSchema.shape).map((name) => [name, ''])),
    SWITCHBOARD_CONNECTION: '',
    DATABASE_URL: `postgres://${login}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`,
    SWITCHBOARD_DATA_DIR: join(folder, 'data'),
    REDIS_URL: redis.url,
    PORT: '0',
    LOG_LEVEL: 'silent',
    // Not the usual one: two of these may run at once on one machine.
    NODE_OPTIONS: `--inspect-port=${inspectPort}`,
  };
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Password', { exact: true }).fill(PERSON.password);
  await Promise.all([page.waitForURL((url) => url.pathname !== '/login'), page.keyboard.press('Enter')]);
}
