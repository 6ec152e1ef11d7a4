import 'server-only';
import pg from 'pg';
import { z } from 'zod';
import { MONITOR } from '#lib/monitoring/own-connections.ts';
import { monitorConnection } from '#server/core/db/connection.ts';
import { unreached } from '#server/core/db/monitor-address.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { astray, readWhereabouts, WHEREABOUTS, type Whereabouts } from '#server/core/db/whereabouts.ts';
import { env } from '#server/core/env.ts';
import { within } from '#server/core/within.ts';
import type { ServerFacts } from '#server/monitoring/probe.ts';
import { isoOf } from '#server/monitoring/sessions/instant.ts';

const CONNECT_WITHIN_MS = 2_000;
const STATEMENT_MS = 2_000;
const LOCK_MS = 500;
/** Past the server's own limit it hangs, or the line is cut. */
const ANSWER_WITHIN_MS = STATEMENT_MS + 500;
const END_WITHIN_MS = 1_000;
/** The monitor does not wait for a product whose connections are all taken: it is there to tell of that. */
const OWN_WITHIN_MS = 1_000;
/**
 * So that the server ends this session half a minute after its line was cut without a word, and not after hours: else it would hold the
 * lock that long. Over a Unix socket they have no effect.
 */
const KEEPALIVE =
  'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4; set tcp_user_timeout = 30000';
const factsSchema = z.tuple([z.object({ version: z.coerce.number(), database: z.string(), startedAt: z.string() })]);
const sessionSchema = z.tuple([z.object({ pid: z.number(), began: z.string(), sampler: z.boolean() })]);
type Session = { pid: number; began: string };
/** `isCompared`: whether it is known to lead to where the product's own connection does. */
type Open = { client: pg.Client; server: ServerFacts; isCompared: boolean };

/** The monitor's connection leads to another database than the product's; the message says to which. */
export class AstrayError extends Error {}

/** Nothing answers at the monitor's own address, while the product's own connection is answered; the message says where. */
export class UnreachedError extends Error {}

/** Another process samples this database already. */
export class SampledElsewhereError extends Error {}

/**
 * One connection of the monitor, opened on first use and again after it was lost. Readings on it come one after the other, each in a
 * transaction of its own that writes nothing and waits for nobody.
 */
export class Line {
  readonly #holdsLock: boolean;
  /** The last session that had the lock: after a cut the server may believe that it still stands. */
  #former: Session | null = null;
  #open: Open | null = null;
  #comparing = false;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param holdsLock whether it holds the lock that lets one process alone sample a database */
  constructor({ holdsLock }: { holdsLock: boolean }) {
    this.#holdsLock = holdsLock;
  }

  /**
   * Runs a reading after those before it.
   * @throws what the reading threw, after which the connection is made anew unless the server itself refused the statement
   * @throws AstrayError when the connection leads elsewhere than the product's own
   * @throws UnreachedError when it leads nowhere, and the product's own is answered
   */
  read<T>(reading: (client: pg.ClientBase, server: ServerFacts) => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => this.#read(reading));
    this.#last = turn.catch(() => {});
    return turn;
  }

  /**
   * Returns once it is open, and with that holds the lock where it is the one to hold it.
   * @throws SampledElsewhereError while another process does
   */
  async hold(): Promise<void> {
    if (this.#open === null) await this.read(async () => {});
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.race([this.#last, new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS).unref())]);
    await this.#drop();
  }

  async #read<T>(reading: (client: pg.ClientBase, server: ServerFacts) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('The monitor has stopped.');
    this.#open ??= await this.#connect();
    if (!this.#open.isCompared) void this.#compareLater(this.#open);
    const { client, server } = this.#open;
    try {
      await client.query(
        `begin read only; set local statement_timeout = ${STATEMENT_MS}; set local lock_timeout = ${LOCK_MS}; set local jit = off; set local timezone = 'UTC'`,
      );
      const value = await reading(client, server);
      await client.query('commit');
      return value;
    } catch (error) {
      // The server's own refusal leaves the line usable; anything else may have left an answer on the way.
      if (error instanceof pg.DatabaseError && !isEnd(error)) await client.query('rollback').catch(() => this.#drop());
      else await this.#drop();
      throw error;
    }
  }

  async #connect(): Promise<Open> {
    const client = new pg.Client({
      ...monitorConnection(),
      application_name: MONITOR,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      keepAlive: true,
    });
    client.on('error', () => {
      if (this.#open?.client === client) this.#open = null;
    });
    try {
      await client.connect();
      await client.query(KEEPALIVE);
      const { rows } = await client.query(`select current_setting('server_version_num') as version, ${WHEREABOUTS}`);
      const [server] = factsSchema.parse(rows);
      const own = await readOwn(server);
      const sentence = own === null ? null : astray(server, own);
      if (sentence !== null) throw new AstrayError(sentence);
      if (this.#holdsLock) await this.#takeLock(client);
      return { client, server, isCompared: own !== null };
    } catch (error) {
      client.end().catch(() => {});
      const sentence = unreached(error);
      throw sentence !== null && (await isProductAnswered()) ? new UnreachedError(sentence) : error;
    }
  }

  /** Beside the readings, once the product's own connection answers; what leads elsewhere is let go, and the next reading says why. */
  async #compareLater(open: Open): Promise<void> {
    if (this.#comparing) return;
    this.#comparing = true;
    const own = await readOwn(open.server);
    this.#comparing = false;
    if (own === null) return;
    open.isCompared = true;
    if (this.#open === open && astray(open.server, own) !== null) await this.#drop();
  }

  /** @throws SampledElsewhereError while another process has it */
  async #takeLock(client: pg.Client): Promise<void> {
    const session = (await tryLock(client)) ?? ((await this.#endFormer(client)) ? await tryLock(client) : null);
    if (session === null) throw new SampledElsewhereError('Another process samples this database.');
    this.#former = session;
  }

  /** Whether the session before this one still stood, and was told to end. Behind a pooler it may serve somebody else by now. */
  async #endFormer(client: pg.Client): Promise<boolean> {
    if (this.#former === null) return false;
    const { pid, began } = this.#former;
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid, $3) from pg_stat_activity where pid = $1 and ${isoOf('backend_start')} = $2 and application_name = $4`,
      [pid, began, END_WITHIN_MS, MONITOR],
    );
    return rowCount === 1;
  }

  async #drop(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.client.end().catch(() => {});
  }
}

/** Where the product's own connection leads: as the monitor's where no other was named; null while it does not say. */
async function readOwn(monitor: Whereabouts): Promise<Whereabouts | null> {
  if (env().MONITOR_DATABASE_URL === undefined) return monitor;
  return within(OWN_WITHIN_MS, readWhereabouts(mainPool()), null);
}

async function isProductAnswered(): Promise<boolean> {
  return (await within(OWN_WITHIN_MS, readWhereabouts(mainPool()), null)) !== null;
}

/** The session that has the lock from now on; null while another has it. */
async function tryLock(client: pg.Client): Promise<Session | null> {
  const { rows } = await client.query(
    `select pid, ${isoOf('backend_start')} as began, pg_try_advisory_lock(hashtext('switchboard.sampler')) as sampler
     from pg_stat_activity where pid = pg_backend_pid()`,
  );
  const [{ sampler, ...session }] = sessionSchema.parse(rows);
  return sampler ? session : null;
}

/** Class 57P: the server stops or ended this session. */
function isEnd({ code }: pg.DatabaseError): boolean {
  return code?.startsWith('57P') ?? false;
}
