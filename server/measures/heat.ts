import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { type Piece, piecesOf } from '#lib/measures/pieces.ts';
import { clocksBetween, QUARTER } from '#lib/measures/zones.ts';
import type { Database } from '#server/core/db/prisma.ts';
import {
  type FiguresFilter,
  figuresCondition,
  grainName,
  grainsUnder,
  plainTime,
  type Window,
} from '#server/measures/figures.ts';

const HOUR = 4 * QUARTER;
const HOURS_A_WEEK = 168;
/** 1970 began on a Thursday. */
const FIRST_WEEKDAY = 4;

const count = z.coerce.number().int();
const rowsSchema = z.array(
  z.object({ stretch: z.int(), slot: z.int(), turns: count, answered: count, unanswered: count }),
);
/** The turns of a window in one hour of the week; `weekday` 1 is Monday. */
export type Heat = {
  window: number;
  weekday: number;
  hour: number;
  turns: number;
  answered: number;
  unanswered: number;
};

/**
 * Turns of each window by weekday and hour on the clocks of `zone`, from rollups and what waits. Each stretch in which the
 * clocks are not set is read by itself, so that an hour of the week is a division: hours where the clocks stand on whole
 * hours from UTC, else quarters of an hour, which are four times as many.
 */
export async function findHeat(
  db: Database,
  windows: Window[],
  { zone, filter }: { zone: string; filter: FiguresFilter },
): Promise<Heat[]> {
  const pieces = piecesOf(windows.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) })));
  const stretches = pieces.flatMap((piece) => stretchesOf(piece, zone));
  if (stretches.length === 0) return [];
  const grains = grainsUnder(filter);
  const condition = figuresCondition(filter);
  // The hour of the week of an instant; a whole number of weeks is added, so that it is none below 0.
  const slot = Prisma.sql`((extract(epoch from r.bucket)::bigint + p.shift) / 3600 % ${HOURS_A_WEEK}::int)::int`;
  const sums = Prisma.sql`${slot} as slot, sum(r.turns) as turns, sum(r.answered) as answered, sum(r.unanswered) as unanswered`;
  const rows = await db.$queryRaw`
    with p as materialized (
      select * from unnest(${stretches.map(({ hours }) => grainName(hours ? 'hour' : 'quarter', grains))}::text[], ${stretches.map(({ from }) => timeText(from))}::timestamp[],
        ${stretches.map(({ to }) => timeText(to))}::timestamp[], ${stretches.map(({ offset }) => offset / 1_000 + 10_000 * HOURS_A_WEEK * 3_600)}::bigint[])
        with ordinality as p (grain, lo, hi, shift, stretch))
    select s.stretch::int - 1 as stretch, s.slot, s.turns::text as turns, s.answered::text as answered, s.unanswered::text as unanswered from (
      select p.stretch, s.* from p cross join lateral (
        select ${sums} from conversation_rollups r where r.grain = p.grain and r.bucket >= p.lo and r.bucket < p.hi and ${condition} group by 1
      ) s
      union all
      select p.stretch, ${sums} from (select * from conversation_rollup_deltas r where ${condition} offset 0) r join p on r.bucket >= p.lo and r.bucket < p.hi group by 1, 2
    ) s`;
  const cells = new Map<string, Heat>();
  for (const { stretch, slot, turns, answered, unanswered } of rowsSchema.parse(rows))
    for (const window of stretches[stretch]?.windows ?? []) {
      const id = `${window} ${slot}`;
      const weekday = ((FIRST_WEEKDAY - 1 + Math.floor(slot / 24)) % 7) + 1;
      const cell = cells.get(id) ?? { window, weekday, hour: slot % 24, turns: 0, answered: 0, unanswered: 0 };
      cell.turns += turns;
      cell.answered += answered;
      cell.unanswered += unanswered;
      cells.set(id, cell);
    }
  return [...cells.values()]
    .filter(({ turns }) => turns !== 0)
    .sort((a, b) => a.window - b.window || a.weekday - b.weekday || a.hour - b.hour);
}

type Stretch = Piece & { offset: number; hours: boolean };

function stretchesOf({ from, to, windows }: Piece, zone: string): Stretch[] {
  return clocksBetween(zone, from, to).flatMap((clock) => {
    const whole = { from: Math.ceil(clock.from / HOUR) * HOUR, to: Math.floor(clock.to / HOUR) * HOUR };
    if (clock.offset % HOUR !== 0 || whole.from >= whole.to) return [{ ...clock, windows, hours: false }];
    return [
      { ...clock, to: whole.from, windows, hours: false },
      { ...clock, ...whole, windows, hours: true },
      { ...clock, from: whole.to, windows, hours: false },
    ].filter((stretch) => stretch.from < stretch.to);
  });
}

function timeText(at: number): string {
  return plainTime(new Date(at).toISOString());
}
