import 'server-only';
import pg from 'pg';
import { z } from 'zod';
import { MONITOR } from '#lib/monitoring/own-connections.ts';
import { monitorConnection } from '#server/core/db/connection.ts';
import type { ServerFacts } from '#server/monitoring/probe.ts';

const CONNECT_WITHIN_MS = 2_000;
const STATEMENT_MS = 2_000;
const LOCK_MS = 500;
/** Past the server's own limit it hangs, or the line is cut. */
const ANSWER_WITHIN_MS = STATEMENT_MS + 500;
const factsSchema = z.tuple([
  z.object({ version: z.coerce.number(), database: z.string(), startedAt: z.string(), sampler: z.boolean() }),
]);

/** Another process samples this database already. */
export class SampledElsewhereError extends Error {}

/**
 * One connection of the monitor, opened on first use and again after it was lost. Readings on it come one after the other, each in a
 * transaction of its own that writes nothing and waits for nobody.
 */
export class Line {
  readonly #holdsLock: boolean;
  #open: { client: pg.Client; server: ServerFacts } | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param holdsLock whether it holds the lock that lets one process alone sample a database */
  constructor({ holdsLock }: { holdsLock: boolean }) {
    this.#holdsLock = holdsLock;
  }

  /**
   * Runs a reading after those before it.
   * @throws what the reading threw, after which the connection is made anew unless the server itself refused the statement
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

  async #connect(): Promise<{ client: pg.Client; server: ServerFacts }> {
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
      const { rows } = await client.query(
        `select current_setting('server_version_num') as version, current_database() as database,
                to_char(pg_postmaster_start_time() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startedAt",
                ${this.#holdsLock ? "pg_try_advisory_lock(hashtext('switchboard.sampler'))" : 'true'} as sampler`,
      );
      const [{ sampler, ...server }] = factsSchema.parse(rows);
      if (!sampler) throw new SampledElsewhereError('Another process samples this database.');
      return { client, server };
    } catch (error) {
      client.end().catch(() => {});
      throw error;
    }
  }

  async #drop(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.client.end().catch(() => {});
  }
}

/** Class 57P: the server stops or ended this session. */
function isEnd({ code }: pg.DatabaseError): boolean {
  return code?.startsWith('57P') ?? false;
}
