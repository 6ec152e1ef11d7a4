import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Embedded, startEmbedded } from '#server/core/postgres/embedded.ts';
import { childrenOf, signalAll } from './processes.ts';

/** A Postgres of the harness's own, durable as in production, which it kills, hangs and starts again. */
export class FaultyPostgres {
  readonly #folder: string;
  #server: Embedded;
  /** Postmaster first, then all its children as of the last look. */
  #pids: number[] = [];

  private constructor(folder: string, server: Embedded) {
    this.#folder = folder;
    this.#server = server;
  }

  static async start(folder: string): Promise<FaultyPostgres> {
    return new FaultyPostgres(folder, await startEmbedded(folder, { chosen: true }));
  }

  get connection(): Embedded['connection'] {
    return this.#server.connection;
  }

  get superuser(): Embedded['superuser'] {
    return { ...this.#server.superuser, database: this.#server.connection.database };
  }

  get socket(): string {
    return join(this.#server.connection.host, `.s.PGSQL.${this.#server.connection.port}`);
  }

  /** Remembers who there is, so that a strike at a named point need not look first. */
  look(): void {
    const postmaster = Number(readFileSync(join(this.#folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    this.#pids = [postmaster, ...childrenOf(postmaster).map(({ pid }) => pid)];
  }

  /** kill -9 of the postmaster and of every backend: those known at once, then whoever came since. */
  kill(): void {
    const [postmaster = 0] = this.#pids;
    // A stopped postmaster makes no new children and its children stay to be found.
    signalAll([postmaster], 'SIGSTOP');
    signalAll(this.#pids.slice(1), 'SIGKILL');
    const late = childrenOf(postmaster).map(({ pid }) => pid);
    signalAll([...late, postmaster], 'SIGKILL');
  }

  /** Starts it again after a kill; it recovers from its log. */
  async restart(): Promise<void> {
    await this.#server.exited;
    this.#server = await startEmbedded(this.#folder, { chosen: true });
  }

  hang(): void {
    this.look();
    signalAll(this.#pids, 'SIGSTOP');
  }

  goOn(): void {
    signalAll(this.#pids, 'SIGCONT');
  }

  async stop(): Promise<void> {
    this.goOn();
    await this.#server.stop();
    // The folder of its socket lies outside of its own.
    rmSync(this.#server.connection.host, { recursive: true, force: true });
  }
}
