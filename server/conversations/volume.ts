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

/** Figures outlast the turns that retention dropped, and nobody can find those: in their months the turns themselves are counted. */
async function countByFigures(filter: TurnFilter, windows: Window[]): Promise<number[]> {
  const counts = windows.map(() => 0);
  const add = (place: number, count: number) => {
    counts[place] = (counts[place] ?? 0) + count;
  };
  const pieces = await piecesOf(windows);
  const whole = pieces.filter(({ dropped }) => !dropped);
  const quarters = whole.map(({ from, to }) => ({ from: quarterAfter(from), to: quarterBefore(to) }));
  for (const { window, ...figures } of await findFigures(prisma(), [], filter, { plain: quarters })) {
    const { turns, answered, unanswered, partial } = figures;
    const by = { answered, unanswered, partial, unknown: turns - answered - unanswered - partial };
    const wanted = filter.states.length === 0 ? turns : filter.states.reduce((sum, state) => sum + by[state], 0);
    add(whole[window]?.place ?? 0, wanted);
  }
  const byRows = [...edgesOf(whole), ...pieces.filter(({ dropped }) => dropped)];
  for (const { place, count } of await countRows(filter, byRows)) add(place, count);
  return counts;
}

async function countRows(filter: TurnFilter, pieces: Piece[]): Promise<z.infer<typeof countSchema>> {
  if (pieces.length === 0) return [];
  const condition = turnCondition({ ...filter, from: null, to: null }, parseQuery(''));
  const times = (of: (piece: Piece) => string) => pieces.map((piece) => of(piece).replace('Z', ''));
  const rows = await prisma().$queryRaw`
    select p.place, sum(n.count)::int as count
    from unnest(${pieces.map(({ place }) => place)}::int[], ${times(({ from }) => from)}::timestamp[], ${times(({ to }) => to)}::timestamp[]) as p (place, since, before)
    cross join lateral (select count(*) from conversations c where c.created_at >= p.since and c.created_at < p.before and ${condition}) n
    group by 1`;
  return countSchema.parse(rows);
}

/** A window or a part of it, by the window's place. */
type Piece = Window & { place: number };

const monthSchema = z.array(z.object({ from: z.string(), to: z.string() }));

/** The windows, cut where a month that retention dropped begins or ends. */
async function piecesOf(windows: Window[]): Promise<(Piece & { dropped: boolean })[]> {
  const months = monthSchema.parse(
    await prisma().$queryRaw`
      select to_char(month, 'YYYY-MM-DD"T00:00:00Z"') as from, to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"') as to
      from conversation_dropped_months order by month`,
  );
  return windows.flatMap((window, place) => {
    const pieces: (Piece & { dropped: boolean })[] = [];
    let from = window.from;
    for (const month of months) {
      if (Date.parse(month.to) <= Date.parse(from) || Date.parse(month.from) >= Date.parse(window.to)) continue;
      const [first, end] = [later(from, month.from), earlier(window.to, month.to)];
      if (first !== from) pieces.push({ place, from, to: first, dropped: false });
      pieces.push({ place, from: first, to: end, dropped: true });
      from = end;
    }
    if (from !== window.to) pieces.push({ place, from, to: window.to, dropped: false });
    return pieces;
  });
}

function later(one: string, other: string): string {
  return Date.parse(one) >= Date.parse(other) ? one : other;
}

function earlier(one: string, other: string): string {
  return Date.parse(one) <= Date.parse(other) ? one : other;
}

/** What of these lies outside whole quarters of an hour. */
function edgesOf(pieces: Piece[]): Piece[] {
  return pieces.flatMap(({ from, to, place }) => {
    const [first, last] = [quarterAfter(from), quarterBefore(to)];
    if (first > last) return [{ place, from, to }];
    return [
      { place, from, to: first },
      { place, from: last, to },
    ].filter((edge) => edge.from !== edge.to);
  });
}
