import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';
import { blockLength, blocksOf, type Quarters, quarterAt, quarterText } from '#lib/questions/blocks.ts';

/** From `from` on and before `to`: UTC texts (`2026-11-18T10:15:00Z`) on a quarter of an hour. */
export type Window = { from: string; to: string };

export function quartersOf({ from, to }: Window): Quarters {
  return { from: quarterAt(from), to: quarterAt(to) };
}

/** The runs of blocks of these windows as rows `(place, grain, lo, hi, sign)`; `place` is that of the window in the list. */
export function runsOf(windows: readonly Quarters[]): Prisma.Sql {
  const runs = windows.flatMap(({ from, to }, place) => blocksOf(from, to).map((run) => ({ place, ...run })));
  return Prisma.sql`unnest(${runs.map(({ place }) => place)}::int[], ${runs.map(({ grain }) => grain)}::smallint[], ${runs.map(({ from }) => quarterText(from))}::timestamp[],
    ${runs.map(({ to }) => quarterText(to))}::timestamp[], ${runs.map(({ sign }) => sign)}::int[])`;
}

/** The same, each block by itself: rows `(place, grain, bucket, sign)`. */
export function singleBlocksOf(windows: readonly Quarters[]): Prisma.Sql {
  const blocks = windows.flatMap(({ from, to }, place) =>
    blocksOf(from, to).flatMap((run) => {
      const length = blockLength(run.grain);
      return Array.from({ length: (run.to - run.from) / length }, (_, at) => ({
        ...run,
        place,
        at: run.from + at * length,
      }));
    }),
  );
  return Prisma.sql`unnest(${blocks.map(({ place }) => place)}::int[], ${blocks.map(({ grain }) => grain)}::smallint[], ${blocks.map(({ at }) => quarterText(at))}::timestamp[],
    ${blocks.map(({ sign }) => sign)}::int[])`;
}

/** Windows as rows `(place, lo, hi)`, counted from 0. */
export function windowsOf(windows: readonly Quarters[]): Prisma.Sql {
  return Prisma.sql`(select (o - 1)::int as place, lo, hi from unnest(${windows.map(({ from }) => quarterText(from))}::timestamp[],
    ${windows.map(({ to }) => quarterText(to))}::timestamp[]) with ordinality as w (lo, hi, o))`;
}

/** What waits to be folded, by the group of its text; a text that is not known yet is pending. */
export const waiting = Prisma.sql`(
  select coalesce(q.group_id, 0) as group_id, d.bucket, d.knowledge_base, d.asked, d.answered, d.unanswered, d.partial, d.timed, d.milliseconds, d.histogram, d.last_at
  from question_text_deltas d left join question_texts q on q.hash = sha256(convert_to(d.normalized, 'UTF8')) where d.bucket is not null)`;
