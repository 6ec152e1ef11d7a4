import 'server-only';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  type MonitorMessage,
  monitorMessageSchema,
  type SentParameters,
  type ShapeRun,
} from '#lib/monitoring/message.ts';
import type { Stretch } from '#lib/monitoring/statements/pieces.ts';
import type { PoolRun } from '#lib/monitoring/statements/runners.ts';
import { shapeOf } from '#lib/monitoring/statements/shape.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { openPools } from '#server/core/db/pool-registry.ts';
import { storedId } from './identity.ts';
import { latestOf, recordParameters } from './parameters.ts';
import { RecentRuns } from './recent-runs.ts';

/** Who suffers from what is slow is to be known when that is told. */
const EVERY_MS = 10_000;
/** The most frequent are told, those of one kind of work each. */
const TOLD_AT_MOST = 500;
/** Shapes are made once a text. */
const REMEMBERED = 2_000;
const WAITING_AT_MOST = 20_000;
const KEPT_DAYS = 30;
const HOUR = 3_600_000;

const shapes = new Map<string, string>();

/** What stands for a statement whatever its values, 16 hex digits. */
export function shapeId(text: string): string {
  const known = shapes.get(text);
  if (known !== undefined) return known;
  if (shapes.size >= REMEMBERED) shapes.clear();
  const id = createHash('sha256').update(shapeOf(text)).digest('hex').slice(0, 16);
  shapes.set(text, id);
  return id;
}

/** What was sent: for whom, the most frequent first, and the parameters of those statements as last seen. */
type Told = { runs: ShapeRun[]; parameters: SentParameters[] };

/** What this process sent since the last time. */
export function takeRuns(): Told {
  const sums = new Map<string, ShapeRun>();
  const seen: SentParameters[] = [];
  for (const { text, runs, parameters, seenAt } of openPools().flatMap(({ meter }) => meter.runs.take())) {
    const shape = shapeId(text);
    if (parameters.count > 0) seen.push({ shape, seenAt, ...parameters });
    for (const { route, operation, calls } of runs) {
      const name = `${shape} ${route} ${operation}`;
      sums.set(name, { shape, route, operation, calls: calls + (sums.get(name)?.calls ?? 0) });
    }
  }
  const told = [...sums.values()].sort((a, b) => b.calls - a.calls).slice(0, TOLD_AT_MOST);
  const shapes = new Set(told.map(({ shape }) => shape));
  return { runs: told, parameters: latestOf(seen).filter(({ shape }) => shapes.has(shape)) };
}

/** Tells the worker every 10 s what this process sent for whom. For a web process, once. */
export function tellRuns(send: (message: MonitorMessage) => void): void {
  setInterval(() => send({ to: 'worker', kind: 'runs', ...takeRuns() }), EVERY_MS).unref();
}

/** Keeps in the worker what all processes sent for whom. */
export class RunsKeeper {
  readonly #actor: Actor;
  readonly #recent = new RecentRuns();
  #waiting: Told = { runs: [], parameters: [] };

  constructor(actor: Actor) {
    requirePermission(actor, 'monitoring.act');
    this.#actor = actor;
  }

  /** Takes in what a process told; whatever is none of it is left alone. */
  receive(message: unknown): void {
    const parsed = monitorMessageSchema.safeParse(message);
    if (!parsed.success || parsed.data.kind !== 'runs') return;
    this.#recent.note(parsed.data.runs);
    this.#waiting = together(this.#waiting, parsed.data);
  }

  /** For whom a statement was sent in the last minutes, the most frequent first. */
  readonly recentOf = (text: string): PoolRun[] => this.#recent.of(shapeId(text));

  /** Writes what was told, with what the worker sent itself; what cannot be written waits for the next time. */
  async work(now = new Date()): Promise<void> {
    const own = takeRuns();
    this.#recent.note(own.runs);
    const told = together(this.#waiting, own);
    this.#waiting = { runs: [], parameters: [] };
    try {
      // Written again they change nothing, while runs would count twice: so they go first.
      await recordParameters(this.#actor, now, told.parameters);
      await recordRuns(this.#actor, now, told.runs);
    } catch (error) {
      this.#waiting = together(told, this.#waiting);
      throw error;
    }
    await forgetOldRuns(this.#actor, now);
  }
}

function together(older: Told, newer: Told): Told {
  return {
    runs: [...older.runs, ...newer.runs].slice(-WAITING_AT_MOST),
    parameters: latestOf([...older.parameters, ...newer.parameters]),
  };
}

async function recordRuns(actor: Actor, now: Date, runs: readonly ShapeRun[]): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  await mainPool().query(
    `insert into monitor.statement_runs as r (at, statement, route, operation, calls)
     select date_trunc('hour', $1::timestamptz, 'UTC'), n.statement, n.route, n.operation, sum(n.calls)
     from unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[]) as n (statement, route, operation, calls) group by 2, 3, 4
     on conflict (at, statement, route, operation) do update set calls = r.calls + excluded.calls`,
    [
      now,
      runs.map(({ shape }) => storedId(shape)),
      runs.map(({ route }) => route ?? ''),
      runs.map(({ operation }) => operation ?? ''),
      runs.map(({ calls }) => calls),
    ],
  );
}

async function forgetOldRuns(actor: Actor, now: Date): Promise<void> {
  requirePermission(actor, 'monitoring.act');
  await mainPool().query('delete from monitor.statement_runs where at < $1', [
    new Date(now.getTime() - KEPT_DAYS * 24 * HOUR),
  ]);
}

/** Who sent a statement: a page, a handler, an action or a job; neither of both for work that said nothing of itself. */
export type Runner = { route: string | null; operation: string | null; calls: number };

const rowSchema = z.object({ place: z.int(), route: z.string(), operation: z.string(), calls: z.coerce.number() });

/**
 * Who sent each of these statements in the hours that a window touches, the most frequent first; the last 30 days are known.
 * @param texts of statements as pg_stat_statements keeps them
 */
export async function findRunners(actor: Actor, texts: readonly string[], { from, to }: Stretch): Promise<Runner[][]> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    `select w.place::int - 1 as place, r.route, r.operation, sum(r.calls)::text as calls
     from unnest($1::bigint[]) with ordinality as w (statement, place)
     join monitor.statement_runs r on r.statement = w.statement and r.at >= $2 and r.at < $3 group by 1, 2, 3 order by sum(r.calls) desc, 2, 3`,
    [texts.map((text) => storedId(shapeId(text))), new Date(Math.floor(from / HOUR) * HOUR), new Date(to)],
  );
  const runners: Runner[][] = texts.map(() => []);
  for (const { place, route, operation, calls } of z.array(rowSchema).parse(rows))
    runners[place]?.push({ route: route || null, operation: operation || null, calls });
  return runners;
}
