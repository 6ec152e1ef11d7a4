import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import {
  closings,
  type GapPerson,
  type GapRow,
  type GapTab,
  gapFiguresSchema,
  gapStateOf,
  MOST_GAPS_SHOWN,
  periodDays,
} from '#lib/questions/gaps/gap.ts';
import type { GapParams } from '#lib/questions/gaps/params.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { questionReader, textMask } from '#server/questions/wordings.ts';
import { inPlaces } from './alike.ts';
import { quarterBefore, readGroupCounts, type TurnCounts } from './counts.ts';
import { personOf } from './mutations.ts';
import { rankOf } from './rank.ts';
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

/** A tab of the inbox: open gaps by rank, those that ask one thing together; closed ones the latest first. Personal data in titles is masked. */
export async function findGaps(actor: Actor, { tab, period }: GapParams, now: Date): Promise<GapRow[]> {
  requirePermission(actor, 'gaps.read');
  const isRanked = tab === 'open' || tab === 'mine';
  const order = isRanked ? Prisma.sql`rank desc, p.id` : Prisma.sql`p.closed_at desc, p.id`;
  const rows = z
    .array(rowSchema.extend({ rank: z.number() }))
    .parse(
      await prisma()
        .$queryRaw`select ${columns}, ${rankOf(period)} as rank from ${sources} where ${tabCondition(actor, tab)} order by ${order} limit ${MOST_GAPS_SHOWN}`,
    );
  const read = await readRows(actor, rows, period, now);
  const ranks = rows.map(({ rank }) => rank);
  return isRanked ? inPlaces(prisma(), read, ranks) : read;
}

/** One gap as a row of the inbox, whatever tab it stands in; null when it is not there or joined another. */
export async function getGapRow(
  actor: Actor,
  id: string,
  period: GapParams['period'],
  now: Date,
): Promise<GapRow | null> {
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

const countsSchema = z.object({ open: z.int(), mine: z.int(), fixed: z.int(), wont_fix: z.int(), fresh: z.int() });

/** How many gaps each tab holds, and how many open ones nobody has begun to work on. */
export async function countGaps(actor: Actor): Promise<z.infer<typeof countsSchema>> {
  requirePermission(actor, 'gaps.read');
  const of = (condition: Prisma.Sql) => Prisma.sql`(count(*) filter (where ${condition}))::int`;
  const fresh = Prisma.sql`${tabCondition(actor, 'open')} and p.assignee is null and btrim(p.draft) = '' and p.reopened_at is null`;
  const rows = await prisma().$queryRaw`
    select ${of(tabCondition(actor, 'open'))} as open, ${of(tabCondition(actor, 'mine'))} as mine, ${of(tabCondition(actor, 'fixed'))} as fixed,
           ${of(tabCondition(actor, 'wont_fix'))} as wont_fix, ${of(fresh)} as fresh from question_gaps p`;
  return z.tuple([countsSchema]).parse(rows)[0];
}

/** The people a gap can be given to, by name. */
export async function findGapPeople(actor: Actor): Promise<GapPerson[]> {
  requirePermission(actor, 'gaps.triage');
  const rows = await prisma().$queryRaw`
    select id::text as id, name from users where not banned and role in ('analyst', 'admin') order by id = ${personOf(actor)}::uuid desc, name limit 100`;
  return z.array(z.object({ id: z.string(), name: z.string() })).parse(rows);
}

function tabCondition(actor: Actor, tab: GapTab): Prisma.Sql {
  const open = Prisma.sql`p.joined_into is null and p.closed is null and p.gone_at is null`;
  if (tab === 'open') return open;
  if (tab === 'mine') return Prisma.sql`${open} and p.assignee = ${personOf(actor)}::uuid`;
  return Prisma.sql`p.joined_into is null and p.closed = ${tab}`;
}

async function readRows(actor: Actor, rows: readonly Row[], period: GapParams['period'], now: Date): Promise<GapRow[]> {
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
