import 'server-only';
import type { Transaction } from '#server/core/db/transaction.ts';

/** What could not be counted: the keys of the texts (`asked_key`) in hex, and the quarters of an hour, UTC without a zone. */
export type StaleTexts = { keys: readonly string[]; quarters: readonly string[] };

/**
 * Sets the counts of these texts right against their turns, and those of their groups in these quarters of an hour; no other text
 * and no other block is looked at. What is added to a text waits for the next folding. Nobody folds or moves texts until the
 * transaction ends.
 */
export async function mendStaleTexts(tx: Transaction, stale: StaleTexts): Promise<void> {
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtext('switchboard.question_texts_compact'))::text`;
  await mendCounts(tx, stale);
  await mendBlocks(tx, stale);
}

/** Each turn and its state are found by their keys, however often a text was asked. */
async function mendCounts(tx: Transaction, { keys }: StaleTexts): Promise<void> {
  await tx.$executeRaw`
    with keys as materialized (select distinct decode(k.hex, 'hex') as key from unnest(${[...keys]}::text[]) as k (hex)),
    sides as (
      select t.normalized, 1 as asked, (t.state is not distinct from 'answered')::int as answered, (t.state is not distinct from 'unanswered')::int as unanswered,
             (t.state is not distinct from 'partial')::int as partial, t.created_at as last_at, t.id as last_id
      from keys k cross join lateral (
        select c.id, c.created_at, search.asked_text(c.user_message) as normalized,
               (select s.state from conversation_states s where s.id = c.id and s.created_at = c.created_at) as state
        from conversations c where search.asked_key(c.user_message) = k.key offset 0) t
      union all
      select q.normalized, -q.asked, -q.answered, -q.unanswered, -q.partial, null, null
      from keys k join question_texts q on q.hash >= k.key and q.hash < k.key || '\\xffffffff'::bytea
      union all
      select d.normalized, -d.asked, -d.answered, -d.unanswered, -d.partial, null, null
      from question_text_deltas d join keys k on k.key = substring(sha256(convert_to(d.normalized, 'UTF8')) from 1 for 8)
    )
    insert into question_text_deltas (normalized, asked, answered, unanswered, partial, last_at, last_id)
    select normalized, sum(asked), sum(answered), sum(unanswered), sum(partial), max(last_at), (array_agg(last_id order by last_at desc nulls last))[1]
    from sides group by 1 having (sum(asked), sum(answered), sum(unanswered), sum(partial)) <> (0, 0, 0, 0)`;
}

/** All grains of a quarter of an hour are off by as much as its own block. A text that is not known yet is pending. */
async function mendBlocks(tx: Transaction, { keys, quarters }: StaleTexts): Promise<void> {
  await tx.$executeRaw`
    with quarters as materialized (select distinct q.bucket from unnest(${[...quarters]}::timestamp[]) as q (bucket)),
    groups as materialized (
      select distinct coalesce(q.group_id, 0) as id from unnest(${[...keys]}::text[]) as k (hex)
      left join question_texts q on q.hash >= decode(k.hex, 'hex') and q.hash < decode(k.hex, 'hex') || '\\xffffffff'::bytea
    ), counted as (
      select t.normalized, q.bucket, t.knowledge_base, 1 as asked, (t.state is not distinct from 'answered')::int as answered, (t.state is not distinct from 'unanswered')::int as unanswered,
             (t.state is not distinct from 'partial')::int as partial, (t.response_time_ms is not null)::int as timed, coalesce(t.response_time_ms, 0) as milliseconds,
             coalesce(monitor.time_mark(t.response_time_ms), 0) as histogram
      from quarters q cross join lateral (
        select search.asked_text(c.user_message) as normalized, coalesce(left(c.knowledge_base, 255), '') as knowledge_base, c.response_time_ms,
               (select s.state from conversation_states s where s.id = c.id and s.created_at = c.created_at) as state
        from conversations c where c.created_at >= q.bucket and c.created_at < q.bucket + interval '15 minutes' offset 0) t
      union all
      select d.normalized, d.bucket, d.knowledge_base, -d.asked, -d.answered, -d.unanswered, -d.partial, -d.timed, -d.milliseconds, -d.histogram
      from question_text_deltas d join quarters using (bucket)
    ), sides as (
      select coalesce(t.group_id, 0) as group_id, c.bucket, c.knowledge_base, c.asked, c.answered, c.unanswered, c.partial, c.timed, c.milliseconds, c.histogram
      from counted c left join question_texts t on t.hash = sha256(convert_to(c.normalized, 'UTF8'))
      union all
      select d.group_id, d.bucket, d.knowledge_base, -d.asked, -d.answered, -d.unanswered, -d.partial, -d.timed, -d.milliseconds, -d.histogram
      from groups g cross join quarters q join question_group_details d on d.group_id = g.id and d.grain = 0 and d.bucket = q.bucket
    )
    insert into question_group_moves (group_id, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram)
    select group_id, bucket, knowledge_base, sum(asked), sum(answered), sum(unanswered), sum(partial), sum(timed), sum(milliseconds), sum(histogram)
    from sides where group_id in (select id from groups) group by 1, 2, 3
    having (sum(asked), sum(answered), sum(unanswered), sum(partial), sum(timed), sum(milliseconds), sum(histogram)) <> (0, 0, 0, 0, 0, 0, 0)`;
  await tx.$queryRaw`select question_texts_compact(0)::text`;
}
