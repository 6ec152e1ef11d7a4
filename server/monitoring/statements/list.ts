import 'server-only';
import { z } from 'zod';
import { rulesWith } from '#lib/monitoring/rules/in-force.ts';
import {
  boardOf,
  type MeanPoint,
  SHORTEST_MS,
  type StatementBoard,
  slowerSince,
} from '#lib/monitoring/statements/board.ts';
import { noFigures, type StatementOrder } from '#lib/monitoring/statements/figures.ts';
import { bucketsOf, type Stretch } from '#lib/monitoring/statements/pieces.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { readRuleSettings } from '#server/monitoring/rules/settings.ts';
import { idOf, storedId } from './identity.ts';
import { findRunners, type Runner } from './runs.ts';
import { findUsual } from './usual.ts';
import { bothByStatement, piecesOfBoth, piecesSql, sums } from './windows.ts';

const SHOWN = 50;
const SHOWN_TEXT = 300;
const SPARK_POINTS = 40;
const OTHERS = '0';
const OTHERS_APART = '1';

const textSchema = z.object({
  id: z.string(),
  name: z.string(),
  text: z.string(),
  nested: z.boolean(),
  watching: z.boolean(),
});
const pointSchema = z.object({ statement: z.string(), place: z.int(), calls: z.number(), ms: z.number() });

export type StatementList = StatementBoard & {
  /** By id: its means in equal steps of the window. */
  trends: ReadonlyMap<string, MeanPoint[]>;
  /** By id: since when it is slower than usual, up to now, in milliseconds since 1970. */
  since: ReadonlyMap<string, number>;
  /** By id: who sent it, the most frequent first, where that is known. */
  runners: ReadonlyMap<string, Runner[]>;
};

/** The statements of a window in order with the window before, their own usual, and an exact row for the rest. At most 50 by name. */
export async function findStatements(
  actor: Actor,
  { window, before, order }: { window: Stretch; before: Stretch; order: StatementOrder },
  now = Date.now(),
): Promise<StatementList> {
  requirePermission(actor, 'monitoring.read');
  const [figures, usual, settings] = await Promise.all([
    mainPool().query(
      `with pieces as (${piecesSql})
       select d.statement::text, p.is_now as "isNow", ${sums}
       from pieces p join monitor.statement_deltas d on d.grain = p.grain and d.at >= p.starts and d.at < p.ends group by 1, 2`,
      piecesOfBoth(window, before),
    ),
    findUsual(actor, mainPool(), new Date(window.from)),
    readRuleSettings(),
  ]);
  const rules = rulesWith(settings);
  const both = bothByStatement(figures.rows);
  const texts = await findTexts([...both.keys()]);
  const named = texts.map((text) => ({
    ...text,
    id: idOf(text.id),
    ...(both.get(text.id) ?? { now: noFigures, before: noFigures }),
  }));
  const unnamed = {
    counted: both.get(OTHERS)?.now ?? noFigures,
    apart: both.get(OTHERS_APART)?.now ?? noFigures,
  };
  const usualMs = new Map([...usual].map(([id, { ms }]) => [id, ms]));
  const board = boardOf(named, unnamed, usualMs, { order, most: SHOWN, rules });
  const shown = board.rows.map(({ id }) => id);
  const [trends, runners] = await Promise.all([findTrends(shown, window, now), findRunnersOf(actor, shown, window)]);
  const since = new Map<string, number>();
  for (const { id, usualMs: own, meanMs } of board.rows) {
    const at = own === null || meanMs < SHORTEST_MS ? null : slowerSince(trends.get(id) ?? [], own, rules);
    if (at !== null) since.set(id, at);
  }
  return { ...board, trends, since, runners };
}

async function findTexts(stored: readonly string[]): Promise<z.infer<typeof textSchema>[]> {
  const { rows } = await mainPool().query(
    'select id::text, name, left(text, $2) as text, nested, watching from monitor.statements where id = any($1::bigint[])',
    [stored, SHOWN_TEXT],
  );
  return z.array(textSchema).parse(rows);
}

async function findRunnersOf(actor: Actor, ids: readonly string[], window: Stretch): Promise<Map<string, Runner[]>> {
  const { rows } = await mainPool().query(
    'select id::text, text from monitor.statements where id = any($1::bigint[])',
    [ids.map(storedId)],
  );
  const texts = z.array(z.object({ id: z.string(), text: z.string() })).parse(rows);
  const runners = await findRunners(
    actor,
    texts.map(({ text }) => text),
    window,
  );
  return new Map(texts.map(({ id }, place) => [idOf(id), runners[place] ?? []]));
}

async function findTrends(ids: readonly string[], window: Stretch, now: number): Promise<Map<string, MeanPoint[]>> {
  const { from, to, step, grain } = bucketsOf(window, now, SPARK_POINTS);
  const { rows } = await mainPool().query(
    `select statement::text, floor(extract(epoch from at - $3::timestamptz) / ($5 * 60))::int as place, sum(calls)::float8 as calls, sum(ms) as ms
     from monitor.statement_deltas where statement = any($1::bigint[]) and grain = $2 and at >= $3 and at < $4 group by 1, 2`,
    [ids.map(storedId), grain, new Date(from), new Date(to), step],
  );
  const length = step * 60_000;
  const empty = Array.from({ length: Math.round((to - from) / length) }, (_, place) => ({
    at: from + place * length,
    calls: 0,
    ms: 0,
  }));
  const trends = new Map<string, MeanPoint[]>(ids.map((id) => [id, empty.map((point) => ({ ...point }))]));
  for (const { statement, place, calls, ms } of z.array(pointSchema).parse(rows)) {
    const point = trends.get(idOf(statement))?.[place];
    if (point !== undefined) Object.assign(point, { calls, ms });
  }
  return trends;
}
