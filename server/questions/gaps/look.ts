import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { LAST_GRAIN } from '#lib/questions/blocks.ts';
import { absenceOf, decideGap, type GapVerdict } from '#lib/questions/gaps/decide.ts';
import { closings, type GapFigures } from '#lib/questions/gaps/gap.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { REST_SECONDS, renewCores } from './cores.ts';
import { createGapEvent } from './events.ts';
import { lookApart, nextLooks } from './failing.ts';
import { followMerges, followSplits, reviveGap } from './follow.ts';
import { limitStatements, type Reach, readWithin } from './reach.ts';
import { type ClosedAt, readSeen, type SeenRow } from './seen.ts';

const WORKER = 'system:worker';
const MOST_AT_ONCE = 20;
/** A gap whose counts stay is looked at again after so long: its periods move on, and verdicts may have changed places. */
const REFRESH_MINUTES = 10;

/**
 * An open gap rests after a look for so long for each session above the first ten, and at most as long as one whose counts stay:
 * it is there, and its figures lose nothing by it, while reading its turns costs with their number.
 */
const RESTLESS_SESSIONS = 10;
const REST_SECONDS_A_SESSION = 0.3;
const MOST_REST_SECONDS = 60 * REFRESH_MINUTES;

type Look = { most?: number; withinMs?: number; now?: Date };

/**
 * Looks at the groups whose failed turns changed since the last time, and at gaps not looked at for ten minutes: gaps
 * appear, vanish and reopen. Each group is a transaction of its own, so that a killed run repeats at most one, and a look that
 * fails stops no other; one that takes too long reads less of its group.
 * @param options.withinMs after so long no other group is taken up
 * @param options.now what counts as the present, for a log that is played again; then no gap rests
 * @returns how many groups were looked at, and whether more wait
 */
export async function lookForGaps(
  actor: Actor,
  { most = MOST_AT_ONCE, withinMs = Number.POSITIVE_INFINITY, now }: Look = {},
): Promise<{ looked: number; more: boolean }> {
  requirePermission(actor, 'gaps.triage');
  const wanted = await inTransaction(actor, async (tx) => {
    await lockGaps(tx);
    await followMerges(tx);
    const groups = await findGroups(tx, now === undefined ? MOST_REST_SECONDS : 0);
    // Followed before anything appears where the failures went, also out of a group that rests.
    await followSplits(
      tx,
      groups.map(({ id }) => id),
    );
    return groups.filter(({ rests }) => !rests).map(({ id }) => id);
  });
  const { groups, more } = nextLooks(wanted, most);
  const began = performance.now();
  let looked = 0;
  for (const [place, group] of groups.entries()) {
    if (place > 0 && performance.now() - began > withinMs) return { looked, more: true };
    const done = await lookApart(actor, group, async () => {
      await readWithin(`look ${group}`, (reach) => lookOnce(actor, group, now ?? null, reach));
      await renewCores(actor, [group]);
    });
    if (done) looked += 1;
  }
  return { looked, more };
}

async function lookOnce(actor: Actor, group: string, present: Date | null, reach: Reach): Promise<void> {
  await inTransaction(actor, async (tx) => {
    await limitStatements(tx, reach);
    await lockGaps(tx);
    await lookAtGroup(tx, group, await presentOf(tx, present), reach);
  });
}

/** What failed of each group of questions, summed from its coarsest blocks. */
const totals = Prisma.sql`
  select c.group_id, sum(c.unanswered)::bigint as unanswered, sum(c.partial)::bigint as partial
  from question_group_counts c join question_groups g on g.id = c.group_id and g.kind = 'question' and g.merged_into is null
  where c.grain = ${LAST_GRAIN} group by 1 having sum(c.unanswered) > 0`;

const wantedSchema = z.array(z.object({ id: z.string(), rests: z.boolean() }));

/**
 * Groups whose counts are not those of their mark, then gaps that were not looked at for long or whose core rested at the last look.
 * Of the first some rest, `mostRest` seconds at most: such are named only where they may have been split, as fewer of their turns failed
 * than at their mark, or the text that failed most lies elsewhere.
 */
async function findGroups(tx: Transaction, mostRest: number): Promise<z.infer<typeof wantedSchema>> {
  const rows = await tx.$queryRaw`
    with changed as (
      select coalesce(t.group_id, m.group_id) as group_id, 0 as turn, coalesce(t.group_id, m.group_id) as place, r.id is not null as rests
      from (${totals}) t full join question_gap_marks m on m.group_id = t.group_id
      left join question_gaps r on r.group_id = t.group_id and r.joined_into is null and r.closed is null and r.gone_at is null
        and r.looked_at > timezone('utc', now()) - make_interval(secs => least((coalesce((r.figures->'sessions'->>'all')::int, 0) - ${RESTLESS_SESSIONS}::int) * ${REST_SECONDS_A_SESSION}::float8, ${mostRest}::float8))
      where (t.unanswered, t.partial) is distinct from (m.unanswered, m.partial)
        and (r.id is null or t.unanswered < m.unanswered or (select q.group_id from question_texts q where q.id = r.failing_texts[1]) <> r.group_id)
    ), stale as (
      select g.group_id, 1 as turn, extract(epoch from g.looked_at)::bigint as place, false as rests from question_gaps g
      where g.joined_into is null and g.looked_at < timezone('utc', now()) - make_interval(mins => ${REFRESH_MINUTES})
    ), rested as (
      select g.group_id, 1 as turn, extract(epoch from g.looked_at)::bigint as place, false as rests from question_gaps g join question_gap_cores k on k.gap_id = g.id and k.group_id = g.group_id
      join question_groups q on q.id = g.group_id and q.model is not null
      where g.joined_into is null and g.closed is null and g.gone_at is null and k.made_at < least(g.looked_at, timezone('utc', now()) - make_interval(secs => ${REST_SECONDS}))
    )
    select group_id::text as id, bool_and(rests) as rests from (select * from changed union all select * from stale union all select * from rested) w
    group by group_id order by min(turn) filter (where not rests), min(place) filter (where not rests)`;
  return wantedSchema.parse(rows);
}

const gapSchema = z.object({
  id: z.string(),
  closed: z.enum(closings).nullable(),
  closedAt: z.string().nullable(),
  closedSnapshot: z.string().nullable(),
  closedSessions: z.int().nullable(),
  gone: z.boolean(),
  worked: z.boolean(),
});
type Gap = z.infer<typeof gapSchema>;

/** Only one process looks at a time; held to the end of the transaction. */
async function lockGaps(tx: Transaction): Promise<void> {
  await tx.$queryRaw`select 1 as locked from (select pg_advisory_xact_lock(hashtext('switchboard.gaps'))) l`;
}

async function lookAtGroup(tx: Transaction, groupId: string, now: string, reach: Reach): Promise<void> {
  // Before the turns are read: what changes meanwhile differs from the mark, and the group is looked at again.
  const eligible = await markGroup(tx, groupId);
  const gap = await readGap(tx, groupId);
  const seen = await readSeen(tx, groupId, now, closedAtOf(gap), reach.share);
  // The evaluator may find them failed as they were reported: then no count changes, and only a missing mark brings the next look.
  if (seen.unsettledTurns > 0) await dropMark(tx, groupId);
  const since = { sessions: seen.sinceSessions, turns: seen.sinceTurns };
  const verdict = decideGap(gap, { eligible, bounded: seen.bounded, sessions: seen.sessions, since });
  if (gap !== null) return changeGap(tx, gap, verdict, seen, { now, eligible, keepsFigures: reach.inPart });
  if (verdict !== 'appears') return;
  if (await reviveGap(tx, groupId)) return lookAtGroup(tx, groupId, now, reach);
  await createGap(tx, groupId, seen, now);
}

async function presentOf(tx: Transaction, present: Date | null): Promise<string> {
  const rows =
    await tx.$queryRaw`select coalesce(${present?.toISOString().replace('Z', '') ?? null}::timestamp, timezone('utc', now()))::text as now`;
  return z.tuple([z.object({ now: z.string() })]).parse(rows)[0].now;
}

/** Notes the counts of a group of questions; of any other group, and of one without failures, the mark goes. */
async function markGroup(tx: Transaction, groupId: string): Promise<boolean> {
  const marked = await tx.$executeRaw`
    insert into question_gap_marks as m (group_id, unanswered, partial) select * from (${totals}) t where t.group_id = ${groupId}::bigint
    on conflict (group_id) do update set unanswered = excluded.unanswered, partial = excluded.partial`;
  if (marked === 0) await dropMark(tx, groupId);
  return marked > 0;
}

async function dropMark(tx: Transaction, groupId: string): Promise<void> {
  await tx.$executeRaw`delete from question_gap_marks where group_id = ${groupId}::bigint`;
}

async function readGap(tx: Transaction, groupId: string): Promise<Gap | null> {
  const rows = await tx.$queryRaw`
    select id::text as id, closed, closed_at::text as "closedAt", closed_snapshot as "closedSnapshot", closed_sessions as "closedSessions",
           gone_at is not null as gone, assignee is not null or btrim(draft) <> '' as worked
    from question_gaps where group_id = ${groupId}::bigint and joined_into is null for update`;
  return z.array(gapSchema).parse(rows)[0] ?? null;
}

function closedAtOf(gap: Gap | null): ClosedAt | null {
  if (gap === null || gap.closedAt === null || gap.closedSnapshot === null) return null;
  return { at: gap.closedAt, snapshot: gap.closedSnapshot };
}

function figuresOf(seen: SeenRow): GapFigures {
  return {
    sessions: { '7d': seen.in7, '30d': seen.in30, '90d': seen.in90, all: seen.sessions },
    before: { '7d': seen.before7, '30d': seen.before30, '90d': seen.before90, all: 0 },
    since: { sessions: seen.sinceSessions, turns: seen.sinceTurns },
    bounded: seen.bounded,
  };
}

async function createGap(tx: Transaction, groupId: string, seen: SeenRow, now: string): Promise<void> {
  const rows = await tx.$queryRaw`
    insert into question_gaps (group_id, home_group_id, created_at, first_failed_at, last_failed_at, figures, failing_texts, looked_at)
    values (${groupId}::bigint, ${groupId}::bigint, ${now}::timestamp, ${seen.firstAt}::timestamp, ${seen.lastAt}::timestamp, ${JSON.stringify(figuresOf(seen))}::jsonb,
      ${seen.texts}::bigint[], timezone('utc', now()))
    returning id::text as id`;
  const [{ id }] = z.tuple([z.object({ id: z.string() })]).parse(rows);
  await createGapEvent(tx, WORKER, id, 'appeared', { sessions: seen.sessions }, now);
}

async function changeGap(
  tx: Transaction,
  gap: Gap,
  verdict: GapVerdict,
  seen: SeenRow,
  { now, eligible, keepsFigures }: { now: string; eligible: boolean; keepsFigures: boolean },
): Promise<void> {
  await tx.$executeRaw`
    update question_gaps set figures = case when ${keepsFigures} then figures else ${JSON.stringify(figuresOf(seen))}::jsonb end, looked_at = timezone('utc', now()),
      first_failed_at = case when ${keepsFigures} then least(${seen.firstAt}::timestamp, first_failed_at) else coalesce(${seen.firstAt}::timestamp, first_failed_at) end, last_failed_at = case when ${keepsFigures} then greatest(${seen.lastAt}::timestamp, last_failed_at) else coalesce(${seen.lastAt}::timestamp, last_failed_at) end,
      failing_texts = case when not ${keepsFigures} and cardinality(${seen.texts}::bigint[]) > 0 then ${seen.texts}::bigint[] else failing_texts end
    where id = ${gap.id}::bigint`;
  if (verdict === 'vanishes') {
    await tx.$executeRaw`update question_gaps set gone_at = ${now}::timestamp where id = ${gap.id}::bigint`;
    const absence = absenceOf(eligible, seen.sessions);
    await createGapEvent(tx, WORKER, gap.id, 'vanished', { absence }, now);
  }
  if (verdict === 'returns') {
    await tx.$executeRaw`update question_gaps set gone_at = null where id = ${gap.id}::bigint`;
    await createGapEvent(tx, WORKER, gap.id, 'returned', {}, now);
  }
  if (verdict === 'reopens')
    await tx.$executeRaw`
      update question_gaps set closed = null, closed_at = null, closed_snapshot = null, closed_sessions = null, gone_at = null,
        reopened_at = ${now}::timestamp, version = version + 1 where id = ${gap.id}::bigint`;
  if (verdict !== 'reopens') return;
  const { sinceSessions: sessions, sinceTurns: turns, evidence } = seen;
  await createGapEvent(
    tx,
    WORKER,
    gap.id,
    'reopened',
    { from: gap.closed, closedAt: gap.closedAt, sessions, turns, evidence },
    now,
  );
}
