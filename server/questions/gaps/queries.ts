import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import {
  closings,
  GAPS_A_PAGE,
  type GapCounts,
  type GapPeriod,
  type GapPerson,
  type GapRow,
  type GapTab,
  gapFiguresSchema,
  gapStateOf,
  periodDays,
} from '#lib/questions/gaps/gap.ts';
import type { GapParams } from '#lib/questions/gaps/params.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { findGroupsWith, searchedWords } from '#server/questions/counts/words.ts';
import { questionReader, textMask } from '#server/questions/wordings.ts';
import { inPlaces } from './alike.ts';
import { quarterBefore, readGroupCounts, type TurnCounts } from './counts.ts';
import { personOf } from './mutations.ts';
import { rankOf } from './rank.ts';
import { everyGap, inGroups, isOpen, isQuiet, tabCondition } from './tabs.ts';
import { gapSources, questionOf, titleColumns, titleSchema } from './titles.ts';

const DAY = 86_400_000;
const LONGEST_WAY = 50;
/** No turn is older than this. */
const ALL_DAYS = 3_653;

const rowSchema = titleSchema.extend({
  id: z.string(),
  groupId: z.string(),
  closed: z.enum(closings).nullable(),
  draft: z.string(),
  assignee: z.string().nullable(),
  assigneeName: z.string().nullable(),
  due: z.string().nullable(),
  reopenedAt: z.string().nullable(),
  figures: gapFiguresSchema,
  version: z.int(),
});
type Row = z.infer<typeof rowSchema>;

/** SQL: the columns of a row of the inbox, of gap `p`. */
const columns = Prisma.sql`
  p.id::text as id, p.group_id::text as "groupId", p.closed, p.draft, p.assignee::text as assignee, u.name as "assigneeName", p.due_on::text as due,
  to_char(p.reopened_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "reopenedAt", p.figures, p.version, ${titleColumns}`;
const sources = Prisma.sql`${gapSources} left join users u on u.id = p.assignee`;

/** A page of a tab of the inbox, and how many gaps each tab holds. */
export type GapList = { rows: GapRow[]; counts: GapCounts };

/**
 * A page of a tab: open gaps by rank, those of the page that ask one thing together; closed ones the latest first. With words, the gaps
 * whose group has them in its name or in a text. Personal data in titles is masked.
 */
export async function findGaps(actor: Actor, params: GapParams, now: Date): Promise<GapList> {
  requirePermission(actor, 'gaps.read');
  const words = searchedWords(params.query);
  const having = words.length === 0 ? everyGap : inGroups(await findGroupsWith(actor, words));
  const [rows, counts] = await Promise.all([
    findPage(actor, params, having, now),
    countWith(actor, params.period, having),
  ]);
  return { rows, counts };
}

/** How many gaps each tab holds. */
export async function countGaps(actor: Actor, period: GapPeriod): Promise<GapCounts> {
  requirePermission(actor, 'gaps.read');
  return countWith(actor, period, everyGap);
}

async function findPage(
  actor: Actor,
  { tab, period, page }: GapParams,
  having: Prisma.Sql,
  now: Date,
): Promise<GapRow[]> {
  const isRanked = tab === 'open' || tab === 'mine';
  const order = isRanked ? Prisma.sql`${rankOf(period)} desc` : Prisma.sql`p.closed_at desc`;
  const rows = z.array(rowSchema.extend({ rank: z.number() })).parse(
    await prisma().$queryRaw`
      with page as materialized (
        select p.id, ${rankOf(period)} as rank, row_number() over (order by ${order}, p.id) as place
        from question_gaps p where ${tabCondition(actor, tab, period)} and ${having}
        order by place limit ${GAPS_A_PAGE}::int offset ${(page - 1) * GAPS_A_PAGE}::int
      )
      select ${columns}, o.rank from ${sources} join page o on o.id = p.id order by o.place`,
  );
  const read = await readRows(actor, rows, period, now);
  const ranks = rows.map(({ rank }) => rank);
  return isRanked ? inPlaces(prisma(), read, ranks) : read;
}

const count = z.int();
const countsSchema = z.object({
  open: count,
  mine: count,
  fixed: count,
  wont_fix: count,
  fresh: count,
  quiet: count,
  exported: count,
});

/** What is told of each gap is told once: it is read on every page. */
async function countWith(actor: Actor, period: GapPeriod, having: Prisma.Sql): Promise<GapCounts> {
  const of = (condition: Prisma.Sql) => Prisma.sql`(count(*) filter (where ${condition}))::int`;
  const isIn = (tab: GapTab) => Prisma.sql`(${tabCondition(actor, tab, period)} and ${having})`;
  const rows = await prisma().$queryRaw`
    select ${of(Prisma.sql`p.open and not p.quiet`)} as open, ${of(Prisma.sql`p.open and not p.quiet and p.untouched`)} as fresh, ${of(Prisma.sql`p.open and p.quiet`)} as quiet,
           ${of(Prisma.sql`p.mine`)} as mine, ${of(Prisma.sql`p.fixed`)} as fixed, ${of(Prisma.sql`p.wont_fix`)} as wont_fix, ${of(Prisma.sql`p.exported`)} as exported
    from (
      select (${isOpen} and ${having}) as open, ${isOpen} and ${isQuiet(period)} as quiet, (p.assignee is null and btrim(p.draft) = '' and p.reopened_at is null) as untouched,
             ${isIn('mine')} as mine, ${isIn('fixed')} as fixed, ${isIn('wont_fix')} as wont_fix, ${tabCondition(actor, 'fixed', period)} as exported
      from question_gaps p offset 0
    ) p`;
  return z.tuple([countsSchema]).parse(rows)[0];
}

/** One gap as a row of the inbox, whatever tab it stands in; null when it is not there or joined another. */
export async function getGapRow(actor: Actor, id: string, period: GapPeriod, now: Date): Promise<GapRow | null> {
  requirePermission(actor, 'gaps.read');
  const rows = await prisma()
    .$queryRaw`select ${columns} from ${sources} where p.id = ${id}::bigint and p.joined_into is null`;
  return (await readRows(actor, z.array(rowSchema).parse(rows), period, now))[0] ?? null;
}

/** The gap that took over from one that joined it, by way of others; the gap itself when it joined none, null when it is not there. */
export async function getGapHeir(actor: Actor, id: string): Promise<string | null> {
  requirePermission(actor, 'gaps.read');
  const rows = await prisma().$queryRaw`
    with recursive way as (
      select p.id, p.joined_into, 0 as step from question_gaps p where p.id = ${id}::bigint
      union all
      select p.id, p.joined_into, w.step + 1 from way w join question_gaps p on p.id = w.joined_into where w.step < ${LONGEST_WAY}
    )
    select id::text as id from way where joined_into is null`;
  return z.array(z.object({ id: z.string() })).parse(rows)[0]?.id ?? null;
}

/** The people a gap can be given to, by name. */
export async function findGapPeople(actor: Actor): Promise<GapPerson[]> {
  requirePermission(actor, 'gaps.triage');
  const rows = await prisma().$queryRaw`
    select id::text as id, name from users where not banned and role in ('analyst', 'admin') order by id = ${personOf(actor)}::uuid desc, name limit 100`;
  return z.array(z.object({ id: z.string(), name: z.string() })).parse(rows);
}

async function readRows(actor: Actor, rows: readonly Row[], period: GapPeriod, now: Date): Promise<GapRow[]> {
  const to = quarterBefore(now);
  const from = new Date(Date.parse(to) - (periodDays[period] ?? ALL_DAYS) * DAY).toISOString().replace('.000Z', 'Z');
  const [read, mask, counts] = await Promise.all([
    questionReader(actor),
    textMask(actor),
    readGroupCounts(
      prisma(),
      rows.map(({ groupId }) => groupId),
      [{ from, to: later(to) }],
    ),
  ]);
  return rows.map(
    ({ id, groupId, due, reopenedAt, version, closed, draft, assignee, assigneeName, figures, ...row }) => {
      const [turns] = counts.get(groupId) ?? [];
      const question = questionOf(row, read);
      return {
        id,
        groupId,
        due,
        reopenedAt,
        version,
        title: row.name === null ? (question ?? 'No text is in it now') : mask(row.name),
        question,
        state: gapStateOf({ closed, draft, assignee }),
        assignee: assignee === null ? null : { id: assignee, name: assigneeName ?? 'Somebody' },
        sessions: figures.sessions[period],
        sessionsBefore: period === 'all' ? null : figures.before[period],
        atLeast: figures.bounded,
        failing: turns === undefined ? null : failingOf(turns),
        partial: turns?.partial ?? 0,
        alike: null,
        under: null,
      };
    },
  );
}

/** The quarter of an hour that is still running counts as well. */
function later(to: string): string {
  return new Date(Date.parse(to) + 900_000).toISOString().replace('.000Z', 'Z');
}

function failingOf({ answered, unanswered }: TurnCounts): number | null {
  return answered + unanswered === 0 ? null : unanswered / (answered + unanswered);
}
