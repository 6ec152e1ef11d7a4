import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';
import type { Transaction } from '#server/core/db/transaction.ts';

/**
 * Turns as they count in the texts and in the blocks of their groups: by text, quarter of an hour and knowledge base. The
 * columns are those of a delta.
 * @param conversations a table of turns
 * @param states the table of their states
 */
export function textsOf(conversations: Prisma.Sql, states: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select search.asked_text(c.user_message) as normalized, monitor.quarter_of(c.created_at) as bucket, coalesce(left(c.knowledge_base, 255), '') as knowledge_base,
           count(*) as asked, count(*) filter (where s.state = 'answered') as answered, count(*) filter (where s.state = 'unanswered') as unanswered,
           count(*) filter (where s.state = 'partial') as partial, count(c.response_time_ms) as timed, coalesce(sum(c.response_time_ms), 0)::bigint as milliseconds,
           coalesce(sum(monitor.time_mark(c.response_time_ms)), 0) as histogram,
           max(c.created_at) as last_at, (array_agg(c.id order by c.created_at desc, c.id desc))[1] as last_id
    from ${conversations} c left join ${states} s on s.id = c.id and s.created_at = c.created_at group by 1, 2, 3`;
}

/** The same by text alone. */
export function textCounts(conversations: Prisma.Sql, states: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select search.asked_text(c.user_message) as normalized, count(*) as asked, count(*) filter (where s.state = 'answered') as answered,
           count(*) filter (where s.state = 'unanswered') as unanswered, count(*) filter (where s.state = 'partial') as partial,
           max(c.created_at) as last_at, (array_agg(c.id order by c.created_at desc, c.id desc))[1] as last_id
    from ${conversations} c left join ${states} s on s.id = c.id and s.created_at = c.created_at group by 1`;
}

/**
 * Texts whose counts, with what waits taken as done, differ from the turns: what has to be added, as a delta that counts in
 * the text alone, and by how many turns and states they are off. Sees one snapshot, so writers and the folding go on.
 */
export function differingTexts(): Prisma.Sql {
  return Prisma.sql`
    select d.normalized, sum(d.asked)::bigint as asked, sum(d.answered)::bigint as answered, sum(d.unanswered)::bigint as unanswered,
           sum(d.partial)::bigint as partial, max(d.last_at) as last_at, (array_agg(d.last_id order by d.last_at desc nulls last))[1] as last_id
    from (
      ${textCounts(Prisma.sql`conversations`, Prisma.sql`conversation_states`)}
      union all
      select normalized, -asked, -answered, -unanswered, -partial, null, null from question_texts
      union all
      select normalized, -asked, -answered, -unanswered, -partial, null, null from question_text_deltas
    ) d group by d.normalized
    having (sum(d.asked), sum(d.answered), sum(d.unanswered), sum(d.partial)) <> (0, 0, 0, 0)`;
}

/**
 * Blocks of groups, in all grains, that differ from the turns less those that wait to be folded: what has to be added. A
 * text that is not known yet is pending. Sees one snapshot.
 */
export function differingDetails(): Prisma.Sql {
  return Prisma.sql`
    with quarters as materialized (
      select coalesce(q.group_id, 0) as group_id, t.bucket, t.knowledge_base, sum(t.asked) as asked, sum(t.answered) as answered, sum(t.unanswered) as unanswered,
             sum(t.partial) as partial, sum(t.timed) as timed, sum(t.milliseconds) as milliseconds, sum(t.histogram) as histogram
      from (
        select normalized, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram
        from (${textsOf(Prisma.sql`conversations`, Prisma.sql`conversation_states`)}) turns
        union all
        select normalized, bucket, knowledge_base, -asked, -answered, -unanswered, -partial, -timed, -milliseconds, -histogram
        from question_text_deltas where bucket is not null
      ) t left join question_texts q on q.hash = sha256(convert_to(t.normalized, 'UTF8')) group by 1, 2, 3
    ), sides as (
      select q.group_id, g.grain, public.question_block_of(q.bucket, g.grain) as bucket, q.knowledge_base, q.asked, q.answered, q.unanswered, q.partial, q.timed, q.milliseconds, q.histogram
      from quarters q cross join generate_series(0, 7) as g (grain)
      union all
      select group_id, grain, bucket, knowledge_base, -asked, -answered, -unanswered, -partial, -timed, -milliseconds, -histogram from question_group_details
    )
    select group_id, grain::smallint as grain, bucket, knowledge_base, sum(asked)::bigint as asked, sum(answered)::bigint as answered, sum(unanswered)::bigint as unanswered,
           sum(partial)::bigint as partial, sum(timed)::bigint as timed, sum(milliseconds)::bigint as milliseconds, sum(histogram) as histogram
    from sides group by 1, 2, 3, 4
    having (sum(asked), sum(answered), sum(unanswered), sum(partial), sum(timed), sum(milliseconds), sum(histogram)) <> (0, 0, 0, 0, 0, 0, 0)`;
}

/** Where the counts of groups differ from their details: what has to be added. */
export function differingCounts(): Prisma.Sql {
  return Prisma.sql`
    select grain, bucket, group_id, sum(asked)::bigint as asked, sum(answered)::bigint as answered, sum(unanswered)::bigint as unanswered, sum(partial)::bigint as partial
    from (
      select grain, bucket, group_id, asked, answered, unanswered, partial from question_group_details
      union all
      select grain, bucket, group_id, -asked, -answered, -unanswered, -partial from question_group_counts
    ) sides group by 1, 2, 3
    having (sum(asked), sum(answered), sum(unanswered), sum(partial)) <> (0, 0, 0, 0)`;
}

/** The columns of a delta, in the order in which `textsOf` gives them. */
export const textDelta = Prisma.sql`question_text_deltas
  (normalized, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram, last_at, last_id)`;

/**
 * Adds to texts and blocks what they differ by from the turns; what is added to a text waits for the next folding. Each
 * step sees one snapshot, and nobody folds or moves texts until the transaction ends.
 * @returns how many texts and blocks differed
 */
export async function mendTexts(tx: Transaction): Promise<number> {
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtext('switchboard.question_texts_compact'))::text`;
  const texts = await tx.$executeRaw`
    insert into question_text_deltas (normalized, asked, answered, unanswered, partial, last_at, last_id) ${differingTexts()}`;
  const details = await tx.$executeRaw`
    insert into question_group_details as d (group_id, grain, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram)
    ${differingDetails()}
    on conflict (group_id, grain, bucket, knowledge_base) do update set asked = d.asked + excluded.asked, answered = d.answered + excluded.answered,
      unanswered = d.unanswered + excluded.unanswered, partial = d.partial + excluded.partial, timed = d.timed + excluded.timed,
      milliseconds = d.milliseconds + excluded.milliseconds, histogram = d.histogram + excluded.histogram`;
  const counts = await tx.$executeRaw`
    insert into question_group_counts as c (grain, bucket, group_id, asked, answered, unanswered, partial) ${differingCounts()}
    on conflict (grain, bucket, group_id) do update set asked = c.asked + excluded.asked, answered = c.answered + excluded.answered,
      unanswered = c.unanswered + excluded.unanswered, partial = c.partial + excluded.partial`;
  if (details + counts > 0) {
    await tx.$executeRaw`
      delete from question_group_details where (asked, answered, unanswered, partial, timed, milliseconds, histogram) = (0, 0, 0, 0, 0, 0, 0)`;
    await tx.$executeRaw`delete from question_group_counts where (asked, answered, unanswered, partial) = (0, 0, 0, 0)`;
  }
  return texts + details + counts;
}
