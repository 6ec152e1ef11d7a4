import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';

type Asked = {
  question: string;
  session: string;
  answered?: boolean;
  /** UTC without a zone; default now. */
  at?: string;
  answer?: string;
};

/** Adds a turn as the chatbot's own SQL would, and looks at it as the evaluator does. Its id. */
export async function askTurn({ question, session, answered = false, at, answer = 'Sorry.' }: Asked): Promise<string> {
  const { rows } = await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
     values ($1, $2, $3, $4, coalesce($5::timestamp, timezone('utc', clock_timestamp()))) returning id::text as id`,
    [session, question, answer, answered ? 1 : 0, at ?? null],
  );
  await mainPool().query('update conversation_states set rules_version = 1 where rules_version is null');
  return idRow.parse(rows)[0].id;
}

const idRow = z.tuple([z.object({ id: z.string() })]);

/** Makes a group of questions. Its id. */
export async function makeGroup(): Promise<string> {
  const { rows } = await mainPool().query(
    "insert into question_groups (kind) values ('question') returning id::text as id",
  );
  return idRow.parse(rows)[0].id;
}

/** Folds what was asked into the texts and puts those of these questions into a group. */
export async function placeQuestions(groupId: string, ...questions: string[]): Promise<void> {
  await mainPool().query('select question_texts_compact()');
  await mainPool().query(
    `select question_texts_place(array_agg(t.id), array_agg($1::bigint)) from question_texts t
     where t.normalized in (select search.asked_text(q) from unnest($2::text[]) q)`,
    [groupId, questions],
  );
}
