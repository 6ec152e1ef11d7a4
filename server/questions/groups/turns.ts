import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { turnStates } from '#lib/measures/turn-filter.ts';
import type { Span } from '#lib/measures/windows.ts';
import { NOT_SHOWN } from '#lib/privacy/mask.ts';
import { type AnswerKind, answerKinds, distinctAnswers, type GivenTurn } from '#lib/questions/answers.ts';
import { cosine } from '#lib/questions/grouping/vectors.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { sessionReader } from '#server/core/privacy/session-reader.ts';
import { lexicalOf } from '#server/questions/embedding/lexical.ts';
import { textMask } from '#server/questions/wordings.ts';

/** So many of the group's texts, those asked last, and so many of their turns are looked at, the latest. */
const MOST_TEXTS = 200;
const MOST_TURNS = 400;
const SOME_OF_A_TEXT = 20;
const MOST_EXAMPLES = 8;
/** So many different answers, the commonest, are compared with each other, each by so many of its first characters. */
const MOST_COMPARED = 60;
const COMPARED_LENGTH = 500;
/** So many characters of a text are shown. */
const SHOWN = { question: 2_000, answer: 4_000 };

/**
 * What was said about a question lately. `looked` is the number of turns it was taken from, `bounded` whether there may be
 * more, `uncompared` how many different answers were compared with no other.
 */
export type Given = {
  answers: AnswerKind[];
  examples: GivenTurn[];
  looked: number;
  bounded: boolean;
  uncompared: number;
};

const turnSchema = z.object({
  id: z.string(),
  at: z.string(),
  sessionId: z.string(),
  state: z.enum(turnStates),
  question: z.string(),
  answer: z.string(),
});
const rowsSchema = z.tuple([z.object({ texts: z.int(), turns: z.array(turnSchema) })]);

/** The answers given to a group's question in a window, like ones together, and its youngest turn of each of a few sessions. */
export async function getGiven(actor: Actor, group: number, { fromUtc, toUtc }: Span): Promise<Given> {
  requirePermission(actor, 'questions.read');
  const [from, to] = [fromUtc.replace('Z', ''), toUtc.replace('Z', '')];
  // All 401 could be of one text. The first few of each text tell since when the latest 401 are, at the earliest.
  const latest = (since: Prisma.Sql, ofText: number) => Prisma.sql`
    select f.id, f.created_at from looked l cross join lateral (
      select c.id, c.created_at from conversations c
      where search.asked_key(c.user_message) = l.key and c.created_at >= ${since} and c.created_at < ${to}::timestamp
      order by c.created_at desc limit ${ofText}::int
    ) f order by f.created_at desc`;
  const rows = await prisma().$queryRaw`
    with texts as materialized (
      select substring(q.hash from 1 for 8) as key, q.last_at from question_texts q
      where q.group_id = ${group}::bigint and q.last_at >= ${from}::timestamp order by q.last_at desc limit ${MOST_TEXTS + 1}::int
    ), looked as materialized (
      select t.key from texts t order by t.last_at desc limit ${MOST_TEXTS}::int
    ), reach as materialized (
      select coalesce((select f.created_at from (${latest(Prisma.sql`${from}::timestamp`, SOME_OF_A_TEXT)}) f offset ${MOST_TURNS}::int limit 1), ${from}::timestamp) as at
    ), found as materialized (
      ${latest(Prisma.sql`(select r.at from reach r)`, MOST_TURNS + 1)} limit ${MOST_TURNS + 1}::int
    ), told as (
      select c.id::text as id, to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, c.session_id as "sessionId", s.state::text as state,
             left(c.user_message, ${SHOWN.question + NOT_SHOWN}::int) as question, left(c.assistant_response, ${SHOWN.answer + NOT_SHOWN}::int) as answer, f.created_at, f.id as turn
      from found f join conversations c on c.id = f.id and c.created_at = f.created_at
      join conversation_states s on s.id = f.id and s.created_at = f.created_at
    )
    select (select count(*)::int from texts) as texts, (select coalesce(json_agg(t order by t.created_at desc, t.turn desc), '[]') from told t) as turns`;
  const [{ texts, turns: all }] = rowsSchema.parse(rows);
  const [mask, showSession] = await Promise.all([textMask(actor), sessionReader(actor)]);
  const turns = all.slice(0, MOST_TURNS).map((turn) => ({
    ...turn,
    sessionId: showSession(turn.sessionId),
    question: mask(turn.question, SHOWN.question),
    answer: mask(turn.answer, SHOWN.answer),
  }));
  const distinct = distinctAnswers(turns).map(([fold]) => fold);
  return {
    answers: answerKinds(turns, await likenessOf(distinct.slice(0, MOST_COMPARED))),
    examples: firstOfSessions(turns).slice(0, MOST_EXAMPLES),
    looked: turns.length,
    bounded: texts > MOST_TEXTS || all.length > MOST_TURNS,
    uncompared: Math.max(0, distinct.length - MOST_COMPARED),
  };
}

/** How alike two of these folded answers are; another one is like none. */
async function likenessOf(folds: readonly string[]): Promise<(one: string, other: string) => number> {
  const beginnings = folds.map((fold) => fold.slice(0, COMPARED_LENGTH));
  const vectors = await lexicalOf(beginnings).embed(beginnings);
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
