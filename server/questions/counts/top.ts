import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { answerRate } from '#lib/measures/answer-rate.ts';
import { quarterBefore } from '#lib/measures/buckets.ts';
import { partsOf, type Quarters, quarterAt, quarterText } from '#lib/questions/blocks.ts';
import {
  type AskedCounts,
  type GroupKind,
  type GroupOrder,
  groupKinds,
  type QuestionTotals,
  type TopGroup,
} from '#lib/questions/groups.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { quartersOf, runsOf, type Window, waiting, windowsOf } from '#server/questions/counts/blocks-sql.ts';
import { countParts } from '#server/questions/counts/parts.ts';
import { standingText } from '#server/questions/counts/standing-text.ts';
import { findGroupsWith, searchedWords } from '#server/questions/counts/words.ts';
import { questionReader, textMask } from '#server/questions/wordings.ts';

/** As many points as a small line has room for. */
const MOST_PARTS = 64;

export type TopWish = Window & {
  /** Up to when the window has passed, and what that part of it is compared with; null for nothing. */
  compared: { until: string; before: Window } | null;
  /** The trend ends with the part that holds this instant. */
  now: Date;
  limit: number;
  offset: number;
  kinds: readonly GroupKind[];
  order: GroupOrder;
  /** Words that the name of a group or one of its texts has, all of them and as they are shown; '' for any. */
  words?: string;
};

/** `matching`: how many groups the list has on all its pages. */
export type TopGroups = { totals: QuestionTotals; matching: number; groups: TopGroup[] };

const count = z.int();
const pageRow = z.object({
  id: z.int(),
  kind: z.enum(groupKinds),
  name: z.string().nullable(),
  wording: z.string().nullable(),
  normalized: z.string().nullable(),
  first_at: z.string().nullable(),
  pinned: z.boolean(),
  mixed: z.boolean(),
  version: z.int(),
});
const answer = z.tuple([
  z.object({
    totals: z.array(z.object({ kind: z.enum(groupKinds), asked: count, groups: count })),
    matching: count,
    page: z.array(pageRow),
  }),
]);

/**
 * The groups that were asked most in a window, or by another order, and what all turns of the window come to. Read from
 * the blocks of the window and what waits to be folded, so that it agrees with the turns at this instant: two statements,
 * and with words some before that find who has them.
 */
export async function findTopGroups(actor: Actor, wish: TopWish): Promise<TopGroups> {
  requirePermission(actor, 'analytics.read');
  const window = quartersOf(wish);
  const before = wish.compared === null ? null : quartersOf(wish.compared.before);
  const words = searchedWords(wish.words ?? '');
  const among = words.length === 0 ? null : await findGroupsWith(actor, words);
  const [{ totals, matching, page }] = answer.parse(
    await prisma().$queryRaw(rankStatement(wish, window, before, among)),
  );
  const parts = partsOf(window.from, window.to, MOST_PARTS);
  const ids = page.map(({ id }) => id);
  // What is still to come is few blocks, and hardly ever a turn: taken away it leaves what has passed.
  const compared =
    wish.compared === null || before === null ? [] : [before, { ...window, from: quarterAt(wish.compared.until) }];
  const counted = await countParts(ids, [...parts, ...compared]);
  const begun = parts.filter(({ from }) => from <= quarterAt(quarterBefore(wish.now.toISOString()))).length;
  const [read, mask] = await Promise.all([questionReader(actor), textMask(actor)]);
  const listed = totals.filter(({ kind }) => wish.kinds.includes(kind)).reduce((sum, { asked }) => sum + asked, 0);
  const groups = page.map(({ name, wording, normalized, first_at: firstAt, ...row }): TopGroup => {
    const all = counted.get(row.id) ?? [];
    const inside = all.slice(0, parts.length);
    const sum = (key: keyof AskedCounts) => inside.reduce((whole, part) => whole + part[key], 0);
    const sums = {
      asked: sum('asked'),
      answered: sum('answered'),
      unanswered: sum('unanswered'),
      partial: sum('partial'),
    };
    return {
      ...row,
      ...sums,
      question: name === null ? read({ wording, normalized: normalized ?? '' }) : mask(name),
      named: name !== null,
      share: listed === 0 ? 0 : sums.asked / listed,
      rate: answerRate(sums.answered, sums.unanswered),
      compared: before && {
        current: sums.asked - (all[parts.length + 1]?.asked ?? 0),
        before: all[parts.length]?.asked ?? 0,
      },
      trend: inside.slice(0, begun).map(({ asked }) => asked),
      firstAt,
      isNew: firstAt === null || quarterAt(firstAt) >= window.from,
    };
  });
  return { totals: totalsOf(totals), matching, groups };
}

function totalsOf(rows: readonly { kind: GroupKind; asked: number; groups: number }[]): QuestionTotals {
  const of = (kind: GroupKind) => rows.find((row) => row.kind === kind);
  return {
    questions: of('question')?.asked ?? 0,
    groups: of('question')?.groups ?? 0,
    pending: of('pending')?.asked ?? 0,
    greetings: of('greeting')?.asked ?? 0,
    thanks: of('thanks')?.asked ?? 0,
    followUps: of('follow_up')?.asked ?? 0,
    marked: of('not_question')?.asked ?? 0,
  };
}

/** Ranks by one count of each group, read span by span (that is what the offset does): a planner that joins all spans with all blocks reads each block as often as there are spans. */
function rankStatement(
  wish: TopWish,
  window: Quarters,
  before: Quarters | null,
  among: readonly number[] | null,
): Prisma.Sql {
  const listed = among === null ? everything : Prisma.sql`k.group_id = any (${[...among]}::bigint[])`;
  const windows = wish.order === 'rising' && before !== null ? [window, before] : [window];
  const { rank, filter, second } = orders[wish.order](quarterText(window.from));
  const first = windows.length === 1 ? Prisma.sql`sum(t.asked)` : Prisma.sql`sum(t.asked) filter (where t.place = 0)`;
  return Prisma.sql`
    with counted as (
      select t.group_id, coalesce(${first}, 0)::int as asked, ${second} as second
      from (
        select c.group_id, r.place, c.asked::int * r.sign as asked, c.unanswered::int * r.sign as unanswered
        from ${runsOf(windows)} as r (place, grain, lo, hi, sign)
        cross join lateral (
          select c.group_id, c.asked, c.unanswered from question_group_counts c where c.grain = r.grain and c.bucket >= r.lo and c.bucket < r.hi offset 0
        ) c
        union all
        select w.group_id, p.place, w.asked::int, w.unanswered::int from ${waiting} w join ${windowsOf(windows)} p on w.bucket >= p.lo and w.bucket < p.hi
      ) t group by 1
    ), known as materialized (
      select c.*, g.kind, g.name, g.medoid_id, g.pinned, g.mixed, g.version from counted c join question_groups g on g.id = c.group_id where c.asked > 0
    ), matching as (
      select k.*, ${rank} as rank
      from known k where k.kind = any (${[...wish.kinds]}::text[]) and ${filter} and ${listed}
    ), page as (
      select m.rank, m.asked, m.group_id as id, m.kind, m.name, t.wording, t.normalized, m.pinned, m.mixed, m.version,
             to_char(${firstTurn(Prisma.sql`m.group_id`)}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as first_at
      from (
        select * from matching order by rank desc, asked desc, group_id limit ${wish.limit}::int offset ${wish.offset}::int
      ) m left join lateral (${standingText(Prisma.sql`m.group_id`, Prisma.sql`m.medoid_id`)}) t on true
    )
    select (select coalesce(json_agg(k), '[]') from (select kind, sum(asked)::int as asked, count(*)::int as groups from known group by 1) k) as totals,
           (select count(*)::int from matching) as matching, (select coalesce(json_agg(p order by p.rank desc, p.asked desc, p.id), '[]') from page p) as page`;
}

const everything = Prisma.sql`true`;

/**
 * Growth is the difference of the roots, which is steady for counts of any size (F. J. Anscombe, Biometrika 35, 1948): a
 * question asked 40 times after 20 has grown more than one asked 1,010 times after 1,000, or twice after once.
 */
const orders: Record<GroupOrder, (from: string) => { rank: Prisma.Sql; filter: Prisma.Sql; second: Prisma.Sql }> = {
  asked: () => ({ rank: Prisma.sql`k.asked`, filter: everything, second: Prisma.sql`0` }),
  unanswered: () => ({ rank: Prisma.sql`k.second`, filter: everything, second: Prisma.sql`sum(t.unanswered)::int` }),
  rising: () => ({
    rank: Prisma.sql`sqrt(k.asked + 0.375) - sqrt(greatest(k.second, 0) + 0.375)`,
    filter: everything,
    second: Prisma.sql`coalesce(sum(t.asked) filter (where t.place = 1), 0)::int`,
  }),
  new: (from) => ({
    rank: Prisma.sql`k.asked`,
    filter: Prisma.sql`coalesce(${firstTurn(Prisma.sql`k.group_id`)} >= ${from}::timestamp, true)`,
    second: Prisma.sql`0`,
  }),
};

/** The quarter of an hour of a group's first turn: the first row of an index. */
function firstTurn(group: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(select min(d.bucket) from question_group_details d where d.group_id = ${group} and d.grain = 0)`;
}
