import 'server-only';
import { z } from 'zod';
import { rulesWith } from '#lib/monitoring/rules/in-force.ts';
import { type MeanPoint, slowerSince } from '#lib/monitoring/statements/board.ts';
import { seams } from '#lib/monitoring/statements/deltas.ts';
import { type Figures, noFigures, sumFigures } from '#lib/monitoring/statements/figures.ts';
import { bucketsOf, type Stretch } from '#lib/monitoring/statements/pieces.ts';
import { type PlanNode, planNodeSchema } from '#lib/monitoring/statements/plan.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { readRuleSettings } from '#server/monitoring/rules/settings.ts';
import { storedId } from './identity.ts';
import { findUsual } from './usual.ts';
import { bothByStatement, piecesOfBoth, piecesSql, sums } from './windows.ts';

const POINTS = 120;

const textSchema = z.object({
  name: z.string(),
  text: z.string(),
  nested: z.boolean(),
  watching: z.boolean(),
  firstSeen: z.string(),
  lastSeen: z.string(),
});

/** One statement: its whole text without values, and since when it is known. Instants are ISO 8601 in UTC. */
export type Statement = z.infer<typeof textSchema> & { id: string };

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS"Z"'`;

/** The statement of that id, or null. */
export async function getStatement(actor: Actor, id: string): Promise<Statement | null> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    `select name, text, nested, watching, to_char(first_seen at time zone 'UTC', ${ISO}) as "firstSeen", to_char(last_seen at time zone 'UTC', ${ISO}) as "lastSeen"
     from monitor.statements where id = $1::bigint`,
    [storedId(id)],
  );
  const [found] = z.array(textSchema).parse(rows);
  return found === undefined ? null : { id, ...found };
}

export type StatementHistory = {
  now: Figures;
  before: Figures;
  /** Of the time of everything that counts in the window. */
  totalMs: number;
  usualMs: number | null;
  since: number | null;
  step: number;
  points: MeanPoint[];
  seams: { at: number; kind: (typeof seams)[number] }[];
};

/** What a statement did in a window and the one before, point by point, with where counters began anew. */
export async function getStatementHistory(
  actor: Actor,
  id: string,
  { window, before }: { window: Stretch; before: Stretch },
  now = Date.now(),
): Promise<StatementHistory> {
  requirePermission(actor, 'monitoring.read');
  const buckets = bucketsOf(window, now, POINTS);
  const [figures, usual, points, found, settings] = await Promise.all([
    mainPool().query(
      `with pieces as (${piecesSql})
       select case when d.statement = $5::bigint then 'own' else 'all' end as statement, p.is_now as "isNow", ${sums}
       from pieces p join monitor.statement_deltas d on d.grain = p.grain and d.at >= p.starts and d.at < p.ends
       left join monitor.statements s on s.id = d.statement
       where d.statement = $5::bigint or (d.statement <> 1 and not coalesce(s.nested or s.watching, false)) group by 1, 2`,
      [...piecesOfBoth(window, before), storedId(id)],
    ),
    findUsual(actor, mainPool(), new Date(window.from)),
    findPoints(id, buckets),
    findSeams(buckets),
    readRuleSettings(),
  ]);
  const both = bothByStatement(figures.rows);
  const own = both.get('own') ?? { now: noFigures, before: noFigures };
  const usualMs = usual.get(id)?.ms ?? null;
  return {
    ...own,
    totalMs: sumFigures([own.now, both.get('all')?.now ?? noFigures]).ms,
    usualMs,
    since: usualMs === null ? null : slowerSince(points, usualMs, rulesWith(settings)),
    step: buckets.step,
    points,
    seams: found,
  };
}

async function findPoints(id: string, { from, to, step, grain }: ReturnType<typeof bucketsOf>): Promise<MeanPoint[]> {
  const { rows } = await mainPool().query(
    `select g.at, coalesce(sum(d.calls), 0)::float8 as calls, coalesce(sum(d.ms), 0) as ms
     from (select (extract(epoch from s) * 1000)::float8 as at, s from generate_series($3::timestamptz, $4::timestamptz - interval '1 second', make_interval(mins => $5)) as s) as g
     left join monitor.statement_deltas d on d.statement = $1::bigint and d.grain = $2 and d.at >= g.s and d.at < g.s + make_interval(mins => $5)
     group by 1 order by 1`,
    [storedId(id), grain, new Date(from), new Date(to), step],
  );
  return z.array(z.object({ at: z.number(), calls: z.number(), ms: z.number() })).parse(rows);
}

async function findSeams({ from, to }: Stretch): Promise<StatementHistory['seams']> {
  const { rows } = await mainPool().query(
    'select (extract(epoch from at) * 1000)::float8 as at, kind from monitor.statement_seams where at >= $1 and at < $2 order by at limit 100',
    [new Date(from), new Date(to)],
  );
  return z.array(z.object({ at: z.number(), kind: z.enum(seams) })).parse(rows);
}

const planSchema = z.object({
  shape: z.string(),
  plan: planNodeSchema,
  firstAt: z.string(),
  lastAt: z.string(),
});
/** A plan that was seen, and when it was seen first and last. */
export type StoredPlan = { shape: string; plan: PlanNode; firstAt: string; lastAt: string };

/** The plans seen of a statement, the newest first. */
export async function findPlans(actor: Actor, id: string): Promise<StoredPlan[]> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    `select shape, plan, to_char(first_at at time zone 'UTC', ${ISO}) as "firstAt", to_char(last_at at time zone 'UTC', ${ISO}) as "lastAt"
     from monitor.statement_plans where statement = $1::bigint order by last_at desc limit 10`,
    [storedId(id)],
  );
  return z.array(planSchema).parse(rows);
}
