import 'server-only';
import { z } from 'zod';
import { NOT_SHOWN } from '#lib/privacy/mask.ts';
import type { FailedTurn } from '#lib/questions/gaps/detail.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { sessionReader } from '#server/core/privacy/session-reader.ts';
import { textMask } from '#server/questions/wordings.ts';

/**
 * The texts asked last, and the newest turns of each, hold the newest failures: a few of them where much fails, and where that
 * is not enough ten times as many turns and more, which takes seconds on a log that is not in memory.
 */
const LOOKS = [
  { texts: 20, turns: 10 },
  { texts: 60, turns: 30 },
  { texts: 200, turns: 100 },
];
const ENOUGH_FAILED = 30;
const MOST_FAILED = 100;
const EXAMPLES = 6;
const ANSWERS = 5;
/** So many characters of a text are shown. */
const SHOWN = 1_000;

const rowSchema = z.object({
  id: z.string(),
  at: z.string(),
  sessionId: z.string(),
  question: z.string(),
  answer: z.string(),
});

/** The newest failed turns of a group, and what the bot said in them, commonest first; personal data is masked. */
export async function findFailed(
  actor: Actor,
  groupId: string,
): Promise<{ examples: FailedTurn[]; answers: { text: string; turns: number }[] }> {
  requirePermission(actor, 'gaps.read');
  const rows = await readFailed(groupId);
  const [mask, showSession] = await Promise.all([textMask(actor), sessionReader(actor)]);
  const turns = rows.map((turn) => ({
    ...turn,
    sessionId: showSession(turn.sessionId),
    question: mask(turn.question, SHOWN),
    answer: mask(turn.answer, SHOWN),
  }));
  const said = Map.groupBy(turns, ({ answer }) => answer.trim().replaceAll(/\s+/g, ' '));
  const answers = [...said].map(([text, same]) => ({ text, turns: same.length }));
  return {
    examples: turns.slice(0, EXAMPLES),
    answers: answers.toSorted((a, b) => b.turns - a.turns).slice(0, ANSWERS),
  };
}

async function readFailed(groupId: string): Promise<z.infer<typeof rowSchema>[]> {
  let rows: z.infer<typeof rowSchema>[] = [];
  for (const look of LOOKS) {
    rows = await lookFor(groupId, look);
    if (rows.length >= ENOUGH_FAILED) break;
  }
  return rows;
}

async function lookFor(groupId: string, { texts, turns }: (typeof LOOKS)[number]) {
  return z.array(rowSchema).parse(
    await prisma().$queryRaw`
    with texts as materialized (
      select substring(q.hash from 1 for 8) as key from question_texts q
      where q.group_id = ${groupId}::bigint and q.unanswered > 0 order by q.last_at desc, q.id limit ${texts}::int
    ), turns as materialized (
      select c.* from texts t cross join lateral (
        select c.id, c.created_at from conversations c where search.asked_key(c.user_message) = t.key order by c.created_at desc limit ${turns}::int) c
    ), failed as (
      select u.id, u.created_at from turns u
      where (select s.state from conversation_states s where s.id = u.id and s.created_at = u.created_at) = 'unanswered'
      order by u.created_at desc, u.id desc limit ${MOST_FAILED}
    )
    select c.id::text as id, to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, c.session_id as "sessionId", left(c.user_message, ${SHOWN + NOT_SHOWN}::int) as question,
           left(c.assistant_response, ${SHOWN + NOT_SHOWN}::int) as answer
    from failed f join conversations c on c.id = f.id and c.created_at = f.created_at order by c.created_at desc, c.id desc`,
  );
}
