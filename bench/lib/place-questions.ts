import pg from 'pg';
import { z } from 'zod';

/** Of the groups the first get most, by a hash that is the same in every run. */
const GROUP_OF = (groups: number) =>
  `1 + floor(${groups} * power(get_byte(hash, 9) / 256.0 + get_byte(hash, 10) / 65536.0, 3))::bigint`;

/**
 * Puts every text that waits into one of `groups` groups and counts all turns by group anew, in one pass over the log: the
 * product moves a text by reading its turns one by one, which for ten million at once are hours of random reads.
 * @throws Error when the groups do not hold as many turns as there are
 */
export async function placeQuestions(superuser: pg.ClientConfig, groups: number): Promise<void> {
  const client = new pg.Client(superuser);
  await client.connect();
  try {
    await client.query(`
      begin;
      set local search_path = public, monitor, search, pg_catalog;
      set local work_mem = '256MB';
      select pg_advisory_xact_lock(hashtext('switchboard.question_texts_compact'));
      update question_texts set group_id = ${GROUP_OF(groups)} where group_id = 0;
      truncate question_group_details, question_group_counts;
      create temp table wordings on commit drop as
        select m.user_message, q.group_id from (select distinct user_message from conversations) m join question_texts q on q.normalized = asked_text(m.user_message);
      analyze wordings;
      insert into question_group_details (group_id, grain, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram)
        select w.group_id, 0, quarter_of(c.created_at), coalesce(left(c.knowledge_base, 255), ''), count(*), count(*) filter (where s.state = 'answered'),
               count(*) filter (where s.state = 'unanswered'), count(*) filter (where s.state = 'partial'), count(c.response_time_ms),
               coalesce(sum(c.response_time_ms), 0), coalesce(sum(time_mark(c.response_time_ms)), 0)
        from conversations c join conversation_states s on s.id = c.id and s.created_at = c.created_at join wordings w on w.user_message = c.user_message
        group by 1, 3, 4;
      insert into question_group_details (group_id, grain, bucket, knowledge_base, asked, answered, unanswered, partial, timed, milliseconds, histogram)
        select d.group_id, g.grain, question_block_of(d.bucket, g.grain), d.knowledge_base, sum(d.asked), sum(d.answered), sum(d.unanswered), sum(d.partial),
               sum(d.timed), sum(d.milliseconds), sum(d.histogram)
        from question_group_details d cross join generate_series(1, 7) as g (grain) where d.grain = 0 group by 1, 2, 3, 4;
      insert into question_group_counts (grain, bucket, group_id, asked, answered, unanswered, partial)
        select grain, bucket, group_id, sum(asked), sum(answered), sum(unanswered), sum(partial) from question_group_details group by 1, 2, 3;`);
    const { rows } = await client.query(
      'select (select coalesce(sum(asked), 0)::int from question_group_counts where grain = 7) as asked, (select count(*)::int from conversations) as turns',
    );
    const [{ asked, turns }] = z.tuple([z.object({ asked: z.int(), turns: z.int() })]).parse(rows);
    if (asked !== turns) throw new Error(`The groups hold ${asked} of ${turns} turns.`);
    await client.query('commit');
  } finally {
    await client.end();
  }
}
