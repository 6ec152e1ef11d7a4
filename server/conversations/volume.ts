import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { parseQuery } from '#lib/conversations/query.ts';
import { quarterAfter, quarterBefore } from '#lib/measures/buckets.ts';
import { everyTurn, type TurnFilter } from '#lib/measures/turn-filter.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { readWithin } from '#server/core/db/within.ts';
import { findFigures, type Window } from '#server/measures/figures.ts';
import { knowMaskRules, turnCondition } from '#server/measures/turn-condition.ts';

/** Turns a window; `matching` is null where counting them took too long to be worth waiting for. */
export type Volume = { all: number[]; matching: number[] | null };

const COUNT_MILLISECONDS = 1_500;

/**
 * How many turns each window holds, and how many of them the filter leaves. The windows take the place of the filter's time;
 * they may begin and end anywhere: what is off a quarter of an hour is counted by the turns.
 */
export async function findVolume(actor: Actor, filter: TurnFilter, windows: Window[]): Promise<Volume> {
  requirePermission(actor, 'conversations.read');
  const [all, matching] = await Promise.all([countByFigures(everyTurn, windows), countMatching(filter, windows)]);
  return { all, matching };
}

const countSchema = z.array(z.object({ place: z.int(), count: z.int() }));

async function countMatching(filter: TurnFilter, windows: Window[]): Promise<number[] | null> {
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (isOfFigures(filter)) return countByFigures(filter, windows);
  const query = parseQuery(filter.query);
  await knowMaskRules(query);
  const condition = turnCondition({ ...filter, from: first.from, to: last.to }, query);
  const edges = Prisma.sql`${windows.map(({ from }) => from.replace('Z', ''))}::timestamp[]`;
  const rows = await readWithin(
    COUNT_MILLISECONDS,
    (tx) =>
      tx.$queryRaw`select width_bucket(c.created_at, ${edges}) - 1 as place, count(*)::int as count from conversations c where ${condition} group by 1`,
  );
  if (rows === null) return null;
  const counts = windows.map(() => 0);
  for (const { place, count } of countSchema.parse(rows)) counts[place] = count;
  return counts;
}

/** Whether the figures know all that is asked for: bases, sources and states. */
function isOfFigures({ query, slowerThan, fasterThan, session, client, slot }: TurnFilter): boolean {
  return query.trim() === '' && [slowerThan, fasterThan, session, client, slot].every((value) => value === null);
}

async function countByFigures(filter: TurnFilter, windows: Window[]): Promise<number[]> {
  const counts = windows.map(() => 0);
  const whole = windows.map(({ from, to }) => ({ from: quarterAfter(from), to: quarterBefore(to) }));
  for (const { window, ...figures } of await findFigures(prisma(), [], filter, { plain: whole })) {
    const { turns, answered, unanswered, partial } = figures;
    const by = { answered, unanswered, partial, unknown: turns - answered - unanswered - partial };
    counts[window] = filter.states.length === 0 ? turns : filter.states.reduce((sum, state) => sum + by[state], 0);
  }
  for (const { place, ...edge } of edgesOf(windows)) {
    const condition = turnCondition({ ...filter, ...edge }, parseQuery(''));
    const rows = await prisma().$queryRaw`select count(*)::int as count from conversations c where ${condition}`;
    counts[place] = (counts[place] ?? 0) + edgeSchema.parse(rows)[0].count;
  }
  return counts;
}

const edgeSchema = z.tuple([z.object({ count: z.int() })]);

/** What of the windows, by their place, lies outside whole quarters of an hour. */
function edgesOf(windows: Window[]): (Window & { place: number })[] {
  return windows.flatMap(({ from, to }, place) => {
    const [first, last] = [quarterAfter(from), quarterBefore(to)];
    if (first > last) return [{ place, from, to }];
    return [
      { place, from, to: first },
      { place, from: last, to },
    ].filter((edge) => edge.from !== edge.to);
  });
}
