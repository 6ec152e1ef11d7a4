import 'server-only';
import { z } from 'zod';
import { bucketsBetween, grainFor } from '#lib/measures/buckets.ts';
import { proportionChange, proportionInterval } from '#lib/measures/intervals.ts';
import { resolveWindow } from '#lib/measures/windows.ts';
import { absenceOf, absences } from '#lib/questions/gaps/decide.ts';
import type { GapDay, GapDetail, GapEvent, RateSpan } from '#lib/questions/gaps/detail.ts';
import { type GapPeriod, gapFiguresSchema } from '#lib/questions/gaps/gap.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { questionReader } from '#server/questions/wordings.ts';
import { getCore } from './core-detail.ts';
import { quarterBefore, readGroupCounts, type Span, type TurnCounts } from './counts.ts';
import { withSessions } from './event-turns.ts';
import { findFailed } from './failed.ts';
import { getGapRow } from './queries.ts';

/** How long before a fix its answer rate is looked at. */
const DAYS_BEFORE_A_FIX = 30;
const DAY = 86_400_000;
const QUARTER = 900_000;
const MOST_EVENTS = 100;

const factsSchema = z.object({
  gone: z.boolean(),
  isQuestion: z.boolean(),
  createdAt: z.string(),
  firstFailedAt: z.string(),
  lastFailedAt: z.string(),
  closedAt: z.string().nullable(),
  closedSessions: z.int().nullable(),
  fixedAt: z.string().nullable(),
  reason: z.string().nullable(),
  figures: gapFiguresSchema,
  note: z.object({ text: z.string(), by: z.string().nullable(), at: z.string().nullable() }),
  draft: z.object({ text: z.string(), by: z.string().nullable(), at: z.string().nullable() }),
});

/** All that a gap's page shows; null when there is no such gap. Texts of turns are masked. */
export async function getGap(
  actor: Actor,
  id: string,
  period: GapPeriod,
  zone: string,
  now: Date,
): Promise<GapDetail | null> {
  requirePermission(actor, 'gaps.read');
  const row = await getGapRow(actor, id, period, now);
  if (row === null) return null;
  const { figures, isQuestion, ...facts } = await readFacts(id);
  const absence = facts.gone ? absenceOf(isQuestion, figures.sessions.all) : null;
  const read = await questionReader(actor);
  const [events, history, rates, failed, core] = await Promise.all([
    findEvents(actor, id),
    readHistory(row.groupId, period, facts.firstFailedAt, zone, now),
    facts.fixedAt === null ? null : readRates(row.groupId, facts.fixedAt, now),
    findFailed(actor, row.groupId),
    getCore(id, read),
  ]);
  return { row, ...facts, absence, since: figures.since, events, history, rates, ...failed, ...core };
}

async function readFacts(id: string): Promise<z.infer<typeof factsSchema>> {
  const rows = await prisma().$queryRaw`
    select p.gone_at is not null as gone, coalesce(g.kind = 'question', false) as "isQuestion", to_char(p.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt", to_char(p.first_failed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "firstFailedAt",
           to_char(p.last_failed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "lastFailedAt", to_char(p.closed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "closedAt",
           p.closed_sessions as "closedSessions", to_char(p.fixed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "fixedAt", p.reason, p.figures,
           jsonb_build_object('text', p.note, 'by', n.name, 'at', p.note_at::text) as note, jsonb_build_object('text', p.draft, 'by', d.name, 'at', p.draft_at::text) as draft
    from question_gaps p left join question_groups g on g.id = p.group_id left join users n on n.id = p.note_by left join users d on d.id = p.draft_by
    where p.id = ${id}::bigint`;
  return z.tuple([factsSchema]).parse(rows)[0];
}

const eventSchema = z.object({
  id: z.string(),
  at: z.string(),
  kind: z.string(),
  by: z.string().nullable(),
  undone: z.boolean(),
  details: z.object({
    assignee: z.string().nullable().optional(),
    due: z.string().nullable().optional(),
    from: z.string().nullable().optional(),
    closedAt: z.string().nullable().optional(),
    turns: z.int().optional(),
    sessions: z.int().optional(),
    absence: z.enum(absences).nullable().optional(),
    evidence: z.array(z.object({ id: z.string(), at: z.string() })).optional(),
  }),
});

/** What happened to a gap, latest first, with the names that ids stand for now. */
async function findEvents(actor: Actor, id: string): Promise<GapEvent[]> {
  const rows = await prisma().$queryRaw`
    select e.id::text as id, to_char(e.at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, e.kind, case when e.actor like 'user:%' then coalesce(u.name, 'Somebody') end as by,
           e.undone_at is not null as undone,
           (e.details - 'before' - 'assignee') || case when e.kind = 'assigned' then jsonb_build_object('assignee', a.name) else '{}' end as details
    from question_gap_events e left join users u on e.actor = 'user:' || u.id left join users a on a.id::text = e.details->>'assignee'
    where e.gap_id = ${id}::bigint order by e.id desc limit ${MOST_EVENTS}`;
  return withSessions(actor, z.array(eventSchema).parse(rows));
}

/** The turns of the group in days of the viewer's zone, over the period and no earlier than its first failure; longer periods in weeks or months. */
async function readHistory(
  groupId: string,
  period: GapPeriod,
  firstUtc: string,
  zone: string,
  now: Date,
): Promise<GapDay[]> {
  const window = resolveWindow(zone, { name: period }, now, { firstUtc, lastUtc: now.toISOString() });
  const buckets = bucketsBetween(zone, window.fromUtc, window.toUtc, grainFor(window.fromUtc, window.toUtc));
  const spans = buckets.map(({ startUtc, endUtc }) => ({ from: startUtc, to: endUtc }));
  const counts = (await readGroupCounts(prisma(), [groupId], spans)).get(groupId) ?? [];
  return buckets.flatMap(({ startUtc, endUtc }, place) => {
    const turns = counts[place];
    return turns === undefined ? [] : [{ startUtc, endUtc, ...turns }];
  });
}

/** The quarter of an hour of the fix itself belongs to neither side. */
async function readRates(groupId: string, fixedAt: string, now: Date): Promise<GapDetail['rates']> {
  const fixed = quarterBefore(new Date(fixedAt));
  const before = { from: shift(fixed, -DAYS_BEFORE_A_FIX * DAY), to: fixed };
  const after = { from: shift(fixed, QUARTER), to: shift(quarterBefore(now), QUARTER) };
  const [then, since] = (await readGroupCounts(prisma(), [groupId], [before, after])).get(groupId) ?? [];
  if (then === undefined || since === undefined) return null;
  return {
    before: rateOf(before, then),
    after: rateOf(after, since),
    change: proportionChange(shareOf(since), shareOf(then)),
  };
}

function shift(instant: string, by: number): string {
  return new Date(Date.parse(instant) + by).toISOString().replace('.000Z', 'Z');
}

function shareOf({ answered, unanswered }: TurnCounts) {
  return { successes: answered, trials: answered + unanswered };
}

function rateOf(span: Span, counts: TurnCounts): RateSpan {
  return { ...span, turns: counts.answered + counts.unanswered, rate: proportionInterval(shareOf(counts)) };
}
