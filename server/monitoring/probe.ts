import 'server-only';
import type pg from 'pg';
import type { Blindness } from '#lib/monitoring/panel.ts';

/** The server a probe asks, as it was when the monitor last connected. */
export type ServerFacts = {
  /** As `server_version_num` says: 150018, 180004. */
  version: number;
  /** The database's own name. */
  database: string;
  /** When the server started: counters may begin anew with it. */
  startedAt: string;
};

export type Reading<T> = { ok: true; value: T } | ({ ok: false } & Blindness);

/**
 * One part of monitoring: reads one matter from the server in one short transaction of the monitor's own connection, in which
 * statement_timeout is 2 s and lock_timeout 500 ms. What it throws makes its panel stale, never another's.
 */
export type Probe<T> = {
  name: string;
  /** How often while somebody watches or a cause is told; five times slower otherwise. */
  everySeconds: number;
  read(client: pg.ClientBase, server: ServerFacts): Promise<Reading<T>>;
  /** Another process reads from now on: what is read next here is compared with nothing that was read before. */
  forget?(): void;
};
