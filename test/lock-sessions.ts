import pg from 'pg';
import { expect } from 'vitest';
import type { Connection } from '#server/core/db/connection.ts';

/** A session on the server that may wait: a statement is sent and not waited for when it meets a lock. */
export class LockSession {
  readonly client: pg.Client;
  readonly name: string;
  pid = 0;
  /** Whether its last statement has not been answered. */
  waits = false;
  #answer: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection, name: string) {
    this.name = name;
    this.client = new pg.Client({ ...connection, application_name: name });
    this.client.on('error', () => {});
  }

  async open(): Promise<this> {
    await this.client.connect();
    const { rows } = await this.client.query('select pg_backend_pid() as pid');
    this.pid = rows[0].pid;
    await this.client.query('begin');
    return this;
  }

  /** Sends a statement and comes back once it is answered, refused, or waits for a lock. */
  async send(watch: pg.ClientBase, statement: string): Promise<void> {
    this.waits = true;
    this.#answer = this.client.query(statement).then(
      () => this.#answered(),
      () => this.#answered(),
    );
    await expect
      .poll(async () => !this.waits || (await isWaiting(watch, this.pid)), { interval: 5, timeout: 10_000 })
      .toBe(true);
  }

  /** Waits until its statement is answered. */
  async settle(): Promise<void> {
    await this.#answer;
  }

  async end(): Promise<void> {
    await this.client.end().catch(() => {});
  }

  #answered(): void {
    this.waits = false;
  }
}

async function isWaiting(watch: pg.ClientBase, pid: number): Promise<boolean> {
  const { rowCount } = await watch.query(
    'select from pg_locks where pid = $1 and not granted and waitstart is not null',
    [pid],
  );
  return rowCount !== 0;
}
