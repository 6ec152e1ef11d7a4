import 'server-only';
import { z } from 'zod';
import type { Transaction } from '#server/core/db/transaction.ts';

/**
 * What is read of a group at most: texts, turns of one text, turns of all. Past it figures are "at least". Of what came after a
 * closing only failures are counted towards it, so that no answered turn stands in a failed one's way.
 */
const MOST_TEXTS = 1_000;
const MOST_OF_A_TEXT = 5_000;
const MOST_TURNS = 20_000;
/** Of the texts that are asked too often to be read whole: turns, and look-ups of a text in a quarter of an hour. */
const MOST_BUSY_TURNS = 10_000;
const MOST_LOOK_UPS = 10_000;
/** Quarters of an hour that are read one by one; of more, all from the first to the last. */
const MOST_QUARTERS = 30;
/** Turns kept as the evidence of a reopening. */
const MOST_EVIDENCE = 20;
/** Texts by which a gap is found again when its group was split. */
const MOST_MARKED_TEXTS = 20;

const count = z.coerce.number().int();
const seenSchema = z.object({
  sessions: count,
  in7: count,
  before7: count,
  in30: count,
  before30: count,
  in90: count,
  before90: count,
  bounded: z.boolean(),
  firstAt: z.string().nullable(),
  lastAt: z.string().nullable(),
  sinceSessions: count,
  sinceTurns: count,
  unsettledTurns: count,
  evidence: z.array(z.object({ id: z.string(), at: z.string() })),
  texts: z.array(z.string()),
});
export type SeenRow = z.infer<typeof seenSchema>;

/** When a gap was closed, as it stands in its row. */
export type ClosedAt = { at: string; snapshot: string };

/**
 * Counts the sessions of a group that got no answer, by period up to `now`, and what failed after the closing: by the turn's
 * own time and by when it came in, so that an import of old turns is not taken for a failed fix. A snapshot ahead of the
 * server's own came with a restored backup and decides nothing. Only turns that the evaluator or a person has looked at
 * speak against a fix: what was reported first may be overruled a second later. Those they have yet to look at are counted apart.
 *
 * Turns are found by the key of their text: those asked seldom whole, the busy ones in the latest quarters of an hour in which
 * something failed, and only so many. A block and what waits are the group's turns at any instant, so that where neither has a
 * failure there is none, whatever was answered. What failed after the closing is read in such quarters apart, of every text asked
 * since: in a busy group its turns may lie past those that are read for the figures.
 * @param share of the bounds of the figures, 0 to 1, that is read; what failed after the closing is read whole
 */
export async function readSeen(
  tx: Transaction,
  groupId: string,
  now: string,
  closed: ClosedAt | null,
  share = 1,
): Promise<SeenRow> {
  const [texts, ofAText, turns, busyTurns, lookUps] = [
    MOST_TEXTS,
    MOST_OF_A_TEXT,
    MOST_TURNS,
    MOST_BUSY_TURNS,
    MOST_LOOK_UPS,
  ].map((most) => Math.ceil(most * share));
  const rows = await tx.$queryRaw`
    with closing as materialized (
      select ${closed?.at ?? null}::timestamp as at, case when s.snapshot is not null and pg_snapshot_xmax(s.snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) then s.snapshot end as snapshot
      from (select ${closed?.snapshot ?? null}::text::pg_snapshot as snapshot) s
    ), texts as materialized (
      select t.id, t.key, t.asked, t.asked <= ${ofAText}::int and sum(t.asked) over (order by t.asked, t.id) <= ${turns}::int as whole
      from (select q.id, substring(q.hash from 1 for 8) as key, q.asked from question_texts q
            where q.group_id = ${groupId}::bigint and q.unanswered > 0 order by q.unanswered desc, q.id limit ${texts}::int) t
    ), needed as materialized (
      select case when exists (select from texts where not whole) then '-infinity' else monitor.quarter_of(k.at) end as since from closing k
    ), quarters as materialized (
      select d.bucket from needed n join question_group_details d on d.group_id = ${groupId}::bigint and d.grain = 0 and d.bucket >= n.since and d.unanswered > 0
      union
      select w.bucket from needed n join question_text_deltas w on w.bucket >= n.since and w.unanswered > 0
      where exists (select from question_texts q where q.hash = sha256(convert_to(w.normalized, 'UTF8')) and q.group_id = ${groupId}::bigint)
    ), whole as materialized (
      select t.id as text_id, c.* from texts t cross join lateral (
        select c.id, c.created_at, left(c.session_id, 255) as session from conversations c
        where search.asked_key(c.user_message) = t.key order by c.created_at desc limit ${ofAText}::int) c
      where t.whole limit ${turns}::int
    ), latest as materialized (
      select q.bucket from quarters q order by q.bucket desc limit (select ceil(${lookUps}::int::numeric / nullif(count(*), 0))::bigint from texts where not whole)
    ), places as materialized (
      select t.id, t.key, q.bucket from latest q cross join texts t where not t.whole order by q.bucket desc, t.asked, t.id
    ), busy as materialized (
      select p.id as text_id, c.* from places p cross join lateral (
        select c.id, c.created_at, left(c.session_id, 255) as session from conversations c
        where search.asked_key(c.user_message) = p.key and c.created_at >= p.bucket and c.created_at < p.bucket + interval '15 minutes'
        order by c.created_at desc limit ${busyTurns}::int) c
      limit ${busyTurns}::int
    ), failed as materialized (
      select u.id, u.text_id, u.created_at as at, u.session from (select * from whole union all select * from busy) u
      where (select s.state from conversation_states s where s.id = u.id and s.created_at = u.created_at) = 'unanswered'
    ), later_quarters as materialized (
      select q.bucket from closing k join quarters q on q.bucket >= monitor.quarter_of(k.at)
    ), spans as materialized (
      select q.bucket as first, q.bucket as last from later_quarters q where (select count(*) from later_quarters) <= ${MOST_QUARTERS}
      union all select min(q.bucket), max(q.bucket) from later_quarters q having count(*) > ${MOST_QUARTERS}
    ), later as materialized (
      select c.* from closing k cross join lateral (
        select substring(q.hash from 1 for 8) as key from question_texts q
        where q.group_id = ${groupId}::bigint and q.unanswered > 0 and q.last_at > k.at offset 0) t
      cross join lateral (
        select c.* from spans p cross join lateral (
          select c.id, c.created_at as at, left(c.session_id, 255) as session, s.settled from conversations c cross join lateral (
            select s.state, s.rules_version is not null or s.human_state is not null as settled
            from conversation_states s where s.id = c.id and s.created_at = c.created_at offset 0) s
          where search.asked_key(c.user_message) = t.key and c.created_at > k.at and c.created_at >= p.first and c.created_at < p.last + interval '15 minutes'
            and s.state = 'unanswered' and (k.snapshot is null or not pg_visible_in_snapshot(c.xid, k.snapshot))
          order by c.created_at desc limit ${MOST_OF_A_TEXT}) c
        order by c.at desc limit ${MOST_OF_A_TEXT}) c
      limit ${MOST_TURNS}
    ), by_session as (
      select bool_or(at > ${now}::timestamp - interval '7 days') as in7, bool_or(at <= ${now}::timestamp - interval '7 days' and at > ${now}::timestamp - interval '14 days') as before7,
             bool_or(at > ${now}::timestamp - interval '30 days') as in30, bool_or(at <= ${now}::timestamp - interval '30 days' and at > ${now}::timestamp - interval '60 days') as before30,
             bool_or(at > ${now}::timestamp - interval '90 days') as in90, bool_or(at <= ${now}::timestamp - interval '90 days' and at > ${now}::timestamp - interval '180 days') as before90,
             min(at) as first_at, max(at) as last_at
      from failed group by session
    )
    select count(*) as sessions, count(*) filter (where in7) as in7, count(*) filter (where before7) as before7, count(*) filter (where in30) as in30,
           count(*) filter (where before30) as before30, count(*) filter (where in90) as in90, count(*) filter (where before90) as before90,
           min(first_at)::text as "firstAt", greatest(max(last_at), (select max(l.at) from later l))::text as "lastAt",
           (select count(distinct l.session) from later l where l.settled) as "sinceSessions", (select count(*) from later l where l.settled) as "sinceTurns",
           (select count(*) from later l where not l.settled) as "unsettledTurns",
           (select count(*) = ${texts}::int from texts) or exists (select from whole group by text_id having count(*) = ${ofAText}::int) or (select count(*) = ${turns}::int from whole)
             or (select count(*) from latest) < (select count(*) from quarters) or (select count(*) = ${busyTurns}::int from busy) as bounded,
           (select coalesce(jsonb_agg(jsonb_build_object('id', e.id::text, 'at', to_char(e.at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) order by e.at desc, e.id desc), '[]')
            from (select l.id, l.at from later l where l.settled order by l.at desc, l.id desc limit ${MOST_EVIDENCE}) e) as evidence,
           array(select f.text_id::text from failed f group by f.text_id order by count(*) desc, f.text_id limit ${MOST_MARKED_TEXTS}) as texts
    from by_session`;
  return z.tuple([seenSchema]).parse(rows)[0];
}
