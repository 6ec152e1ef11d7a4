import 'server-only';
import { z } from 'zod';
import { scannedTables } from '#lib/monitoring/statements/plan.ts';
import type { SampledStatement } from '#lib/monitoring/statements/sample.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { log } from '#server/core/log.ts';
import { explainStatement } from './explain.ts';

/** A table so large that reading it whole is worth a word. */
const LARGE_ROWS = 100_000;
const AGAIN_MS = 300_000;

type Found = { scan: SampledStatement['scan']; at: number };

/** Which large table a statement reads whole by its present plan, looked up one at a time beside the readings. */
export class Scans {
  readonly #actor: Actor;
  readonly #found = new Map<string, Found>();
  #looking: Promise<void> | null = null;

  constructor(actor: Actor) {
    requirePermission(actor, 'monitoring.act');
    this.#actor = actor;
  }

  of(id: string): SampledStatement['scan'] {
    const found = this.#found.get(id);
    return found === undefined || Date.now() - found.at > AGAIN_MS ? null : found.scan;
  }

  /** Begins to look, unless one is under way or this was seen a few minutes ago. */
  look(id: string): void {
    const found = this.#found.get(id);
    if (this.#looking !== null || (found !== undefined && Date.now() - found.at < AGAIN_MS)) return;
    this.#looking = this.#look(id)
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        log.warn({ event: 'monitoring.no_plan', statement: id, message });
        this.#found.set(id, { scan: null, at: Date.now() });
      })
      .finally(() => {
        this.#looking = null;
      });
  }

  async #look(id: string): Promise<void> {
    const plan = await explainStatement(this.#actor, id);
    const scan = plan.ok ? await largestOf(scannedTables(plan.value)) : null;
    this.#found.set(id, { scan, at: Date.now() });
  }
}

async function largestOf(tables: readonly string[]): Promise<SampledStatement['scan']> {
  if (tables.length === 0) return null;
  const { rows } = await mainPool().query(
    `select relname as "table", reltuples::float8 as rows from pg_class
     where relname = any($1) and relkind in ('r', 'm') and reltuples >= $2 and relnamespace <> 'pg_catalog'::regnamespace
     order by reltuples desc limit 1`,
    [tables, LARGE_ROWS],
  );
  return z.array(z.object({ table: z.string(), rows: z.number() })).parse(rows)[0] ?? null;
}
