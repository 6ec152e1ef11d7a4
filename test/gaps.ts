import { z } from 'zod';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { lookForGaps } from '#server/questions/gaps/look.ts';
import { vectorToHex } from '#server/questions/grouper/bytes.ts';

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

/** The texts of a group, or of these alone, lie on a direction in the plane, in degrees. */
export async function placeTexts(
  groupId: string,
  degrees: number,
  model: string,
  ...questions: string[]
): Promise<void> {
  const radians = (degrees * Math.PI) / 180;
  await mainPool().query(
    `insert into question_embeddings (text_id, model, vector) select t.id, $2, decode($3, 'hex') from question_texts t
     where t.group_id = $1 and (cardinality($4::text[]) = 0 or t.normalized in (select search.asked_text(q) from unnest($4::text[]) q))`,
    [groupId, model, vectorToHex(Float32Array.of(Math.cos(radians), Math.sin(radians))), questions],
  );
}

/** No turn and no gap is left. */
export async function emptyGaps(): Promise<void> {
  await mainPool().query('truncate conversations');
  await mainPool().query('truncate question_gaps, question_gap_marks cascade');
}

/** Folds what was asked, and looks for gaps until nothing waits. */
export async function lookAtGaps(): Promise<void> {
  await mainPool().query('select question_texts_compact()');
  while ((await lookForGaps(systemActor('worker'))).more);
}

/** A group whose question failed in sessions a, b and c, looked at. Its id. */
export async function failingGroup(question = 'Where is my card?'): Promise<string> {
  const group = await makeGroup();
  for (const session of ['a', 'b', 'c']) await askTurn({ question, session, at: '2026-03-01 10:00' });
  await placeQuestions(group, question);
  await lookAtGaps();
  return group;
}

const gapRow = z.object({
  id: z.string(),
  group: z.string(),
  closed: z.string().nullable(),
  gone: z.boolean(),
  joined: z.string().nullable(),
  version: z.int(),
  sessions: z.int(),
});

/** Every gap, oldest first. */
export async function readGaps(): Promise<z.infer<typeof gapRow>[]> {
  const { rows } = await mainPool().query(
    `select id::text, group_id::text as group, closed, gone_at is not null as gone, joined_into::text as joined, version, (figures->'sessions'->>'all')::int as sessions
     from question_gaps p order by p.id`,
  );
  return z.array(gapRow).parse(rows);
}
