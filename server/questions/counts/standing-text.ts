import 'server-only';
import { Prisma } from '#generated/prisma/client.ts';

/**
 * The text that stands for a group, as a query of `(normalized, wording)`: its medoid while it is in the group, else the one asked most. The
 * wording is that of the youngest turn, null when that is gone; a group without texts has no row.
 */
export function standingText(group: Prisma.Sql, medoid: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select q.normalized, (select left(c.user_message, 2000) from conversations c where c.id = q.last_id and c.created_at = q.last_at) as wording
    from question_texts q where q.id = coalesce(
      (select o.id from question_texts o where o.id = ${medoid} and o.group_id = ${group}),
      (select o.id from question_texts o where o.group_id = ${group} order by o.asked desc, o.id limit 1))`;
}
