import 'server-only';
import pg from 'pg';
import type { Blindness, Panel } from '#lib/monitoring/panel.ts';
import type { Reading } from '#server/monitoring/probe.ts';

/**
 * One matter within a sample, read behind a savepoint of its own: what the server refuses costs that matter alone, and it keeps what it
 * knew. Anything else than a refusal (the line is cut, the server stops) is thrown.
 */
export class Matter<T> {
  readonly #blinds: string;
  #last: { at: string; value: T } | null = null;

  /** @param blinds what stays unknown while it has never been read, as a sentence */
  constructor(blinds: string) {
    this.#blinds = blinds;
  }

  /** What it knew last. */
  get last(): T | null {
    return this.#last?.value ?? null;
  }

  async read(client: pg.ClientBase, now: Date, reading: () => Promise<Reading<T>>): Promise<Panel<T>> {
    const at = now.toISOString();
    await client.query('savepoint monitor_matter');
    try {
      const read = await reading();
      await client.query('release savepoint monitor_matter');
      if (!read.ok) return { state: 'blind', at, reason: read.reason, blinds: read.blinds, mend: read.mend };
      this.#last = { at, value: read.value };
      return { state: 'measured', at, value: read.value };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await client.query('rollback to savepoint monitor_matter');
      const reason = reasonOf(error);
      if (this.#last !== null) return { state: 'stale', ...this.#last, reason };
      return { state: 'blind', at, reason, blinds: this.#blinds, mend: null };
    }
  }
}

/** For a matter that was not seen: why, what that blinds, and the mend. */
export function blind(reason: string, blinds: string, mend: string | null = null): { ok: false } & Blindness {
  return { ok: false, reason, blinds, mend };
}

/** SQLSTATE 55P03: a lock was not had in time. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '55P03';
}

/** Whether the server refused a statement. Class 57P is no refusal: it stops or ended this session, and nothing can be read on this line. */
export function isRefusal(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && !error.code?.startsWith('57P');
}

function reasonOf(error: pg.DatabaseError): string {
  if (isLockTimeout(error)) return 'Somebody holds it locked: Postgres did not give a look at it within 500 ms.';
  return error.code === '57014' ? 'Postgres did not answer within 2 s.' : `Postgres says: ${error.message}.`;
}
