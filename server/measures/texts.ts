import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';

/**
 * Turns as they count in the texts, grouped by text. The columns are those of a delta.
 * @param conversations a table of turns
 * @param states the table of their states
 */
export function textsOf(conversations: Prisma.Sql, states: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select search.asked_text(c.user_message) as normalized, count(*) as asked, count(*) filter (where s.state = 'answered') as answered,
           count(*) filter (where s.state = 'unanswered') as unanswered, count(*) filter (where s.state = 'partial') as partial,
           max(c.created_at) as last_at, (array_agg(c.id order by c.created_at desc, c.id desc))[1] as last_id
    from ${conversations} c left join ${states} s on s.id = c.id and s.created_at = c.created_at group by 1`;
}

/**
 * Texts whose counts, with what waits taken as done, differ from the turns: what has to be added, as a delta, and by how
 * many turns and states they are off. Sees one snapshot, so writers and the folding go on.
 */
export function differingTexts(): Prisma.Sql {
  return Prisma.sql`
    select d.normalized, sum(d.asked)::bigint as asked, sum(d.answered)::bigint as answered, sum(d.unanswered)::bigint as unanswered,
           sum(d.partial)::bigint as partial, max(d.last_at) as last_at, (array_agg(d.last_id order by d.last_at desc nulls last))[1] as last_id
    from (
      ${textsOf(Prisma.sql`conversations`, Prisma.sql`conversation_states`)}
      union all
      select normalized, -asked, -answered, -unanswered, -partial, null, null from question_texts
      union all
      select normalized, -asked, -answered, -unanswered, -partial, null, null from question_text_deltas
    ) d group by d.normalized
    having (sum(d.asked), sum(d.answered), sum(d.unanswered), sum(d.partial)) <> (0, 0, 0, 0)`;
}

/** The columns of a delta, in the order in which the selects of this file give them. */
export const textDelta = Prisma.sql`question_text_deltas (normalized, asked, answered, unanswered, partial, last_at, last_id)`;
