import 'server-only';
import { z } from 'zod';
import { turnStates } from '#lib/measures/turn-filter.ts';
import type { Span } from '#lib/measures/windows.ts';
import { type AnswerKind, answerKinds, foldAnswer, type GivenTurn } from '#lib/questions/answers.ts';
import { cosine } from '#lib/questions/grouping/vectors.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { lexicalOf } from '#server/questions/embedding/lexical.ts';
import { textMask } from '#server/questions/wordings.ts';

/** So many of the group's texts, those asked last, and so many turns of each are looked at. */
const MOST_TEXTS = 200;
const TURNS_A_TEXT = 20;
export const MOST_TURNS = 400;
const MOST_EXAMPLES = 8;

/** What was said about a question lately. `looked` is the number of turns it was taken from, `bounded` whether there were more. */
export type Given = { answers: AnswerKind[]; examples: GivenTurn[]; looked: number; bounded: boolean };

const rowsSchema = z.array(
  z.object({
    id: z.string(),
    at: z.string(),
    sessionId: z.string(),
    state: z.enum(turnStates),
    question: z.string(),
    answer: z.string(),
  }),
);

/** The answers given to a group's question in a window, like ones together, and its youngest turn of each of a few sessions. */
export async function getGiven(actor: Actor, group: number, { fromUtc, toUtc }: Span): Promise<Given> {
  requirePermission(actor, 'questions.read');
  const rows = await prisma().$queryRaw`
    with texts as materialized (
      select substring(q.hash from 1 for 8) as key from question_texts q
      where q.group_id = ${group}::bigint and q.last_at >= ${fromUtc.replace('Z', '')}::timestamp order by q.last_at desc limit ${MOST_TEXTS}::int
    ), found as materialized (
      select f.id, f.created_at from texts t cross join lateral (
        select c.id, c.created_at from conversations c
        where search.asked_key(c.user_message) = t.key and c.created_at >= ${fromUtc.replace('Z', '')}::timestamp and c.created_at < ${toUtc.replace('Z', '')}::timestamp
        order by c.created_at desc limit ${TURNS_A_TEXT}::int
      ) f order by f.created_at desc limit ${MOST_TURNS + 1}::int
    )
    select c.id::text as id, to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, c.session_id as "sessionId", s.state::text as state,
           left(c.user_message, 2000) as question, left(c.assistant_response, 4000) as answer
    from found f join conversations c on c.id = f.id and c.created_at = f.created_at
    join conversation_states s on s.id = f.id and s.created_at = f.created_at
    order by f.created_at desc, f.id desc`;
  const mask = await textMask(actor);
  const all = rowsSchema
    .parse(rows)
    .map((turn) => ({ ...turn, question: mask(turn.question), answer: mask(turn.answer) }));
  const turns = all.slice(0, MOST_TURNS);
  return {
    answers: answerKinds(turns, await likenessOf(turns)),
    examples: firstOfSessions(turns).slice(0, MOST_EXAMPLES),
    looked: turns.length,
    bounded: all.length > MOST_TURNS,
  };
}

async function likenessOf(turns: readonly GivenTurn[]): Promise<(one: string, other: string) => number> {
  const folds = [...new Set(turns.map(({ answer }) => foldAnswer(answer)))];
  const vectors = await lexicalOf(folds).embed(folds);
  const vectorOf = new Map(folds.map((fold, place) => [fold, vectors[place]]));
  return (one, other) => {
    const [a, b] = [vectorOf.get(one), vectorOf.get(other)];
    return a === undefined || b === undefined ? 0 : cosine(a, b);
  };
}

function firstOfSessions(turns: readonly GivenTurn[]): GivenTurn[] {
  return [...new Map(turns.toReversed().map((turn) => [turn.sessionId, turn])).values()].sort((a, b) =>
    b.at.localeCompare(a.at),
  );
}
