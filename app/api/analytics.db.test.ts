import { beforeAll, describe, expect, test } from 'vitest';
import {
  historyAnswerSchema,
  mostAskedAnswerSchema,
  performanceAnswerSchema,
  unansweredAnswerSchema,
} from '#lib/api/turns.ts';
import type { Scope } from '#lib/roles.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { runSql } from '#test/turns.ts';
import { GET as history } from './analytics/history/route.ts';
import { GET as mostAsked } from './analytics/most-asked/route.ts';
import { GET as performance } from './analytics/performance/route.ts';
import { GET as unanswered } from './analytics/unanswered/route.ts';

withDatabase();
const keys: Partial<Record<Scope, string>> = {};

beforeAll(async () => {
  for (const scope of ['analytics:read', 'phonebook:read'] as const) {
    const made = await createApiKey(userActor('admin'), { name: scope, scopes: [scope], expiresAt: null });
    if (made.ok) keys[scope] = made.value.key;
  }
  await runSql(`
    insert into conversations (session_id, user_message, assistant_response, is_answered, response_time_ms, client_ip, created_at)
    values ('a', 'Where is  my card?', 'In the post.', 1, 100, '10.0.0.1', timezone('utc', now()) - interval '3 minutes'),
           ('a', 'where is my card', 'I do not know.', 0, 300, null, timezone('utc', now()) - interval '2 minutes'),
           ('b', 'WHERE IS MY CARD!', 'Half of it.', null, null, null, timezone('utc', now()) - interval '1 minute'),
           ('b', 'Thanks.', 'Write to ada@example.org.', 1, 200, null, timezone('utc', now()))`);
  await runSql("update conversation_states set state = 'partial' where state = 'unknown'");
});

async function ask(
  call: (request: Request) => Promise<Response>,
  query: string,
  scope: Scope | null = 'analytics:read',
) {
  const headers: HeadersInit = scope === null ? {} : { authorization: `Bearer ${keys[scope]}` };
  const response = await call(new Request(`http://localhost/api/analytics/x?${query}`, { headers }));
  return { status: response.status, body: await response.json() };
}

describe.each([
  ['performance', performance],
  ['most-asked', mostAsked],
  ['unanswered', unanswered],
  ['history', history],
])('%s', (_name, call) => {
  test('asks for a key of its scope and for parameters it can read', async () => {
    expect(await ask(call, '', null)).toMatchObject({ status: 401 });
    expect(await ask(call, '', 'phonebook:read')).toMatchObject({ status: 403 });
    expect(await ask(call, 'limit=-1&days=0')).toMatchObject({ status: 422, body: { code: 'invalid' } });
  });
});

test('performance lists every day, counts partial turns in the total alone, and knows zones', async () => {
  const { status, body } = await ask(performance, 'days=3&tz=Asia/Kathmandu');
  expect(status).toBe(200);
  const answer = performanceAnswerSchema.parse(body);
  expect(answer.overall).toMatchObject({
    total_conversations: 4,
    total_answered: 2,
    total_unanswered: 1,
    overall_answer_rate: 66.7,
    avg_response_time_ms: 200,
  });
  expect(answer.daily_metrics).toHaveLength(3);
  expect(answer.daily_metrics[0]).toMatchObject({
    total_conversations: 0,
    avg_response_time_ms: null,
    answer_rate: null,
  });
  expect(answer.daily_metrics.reduce((sum, day) => sum + day.total_conversations, 0)).toBe(4);
  expect(await ask(performance, 'tz=Mars/Base')).toMatchObject({
    status: 422,
    body: { detail: 'tz: no IANA time zone has this name.' },
  });
  expect(performanceAnswerSchema.parse((await ask(performance, 'days=3650')).body).daily_metrics).toHaveLength(3650);
});

test('questions are grouped by their text as the chatbot always did', async () => {
  const asked = mostAskedAnswerSchema.parse((await ask(mostAsked, 'limit=1')).body);
  expect(asked.questions).toMatchObject([
    { normalized: 'where is my card', total_asked: 3, answered_count: 1, unanswered_count: 1, answer_rate: 50 },
  ]);
  const failed = unansweredAnswerSchema.parse((await ask(unanswered, '')).body);
  expect(failed.questions).toMatchObject([{ normalized: 'where is my card', unanswered_count: 1, total_asked: 3 }]);
});

test('questions are grouped by meaning, one entry a group, masked', async () => {
  await runSql(`
    insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    select 'm', text, 'a', 1, timestamp '2026-01-01' from unnest(array['Reset my PIN, ada@example.org', 'reset my pin', 'PIN reset?', 'Nothing like it']) text;
    select question_texts_compact();
    with made as (insert into question_groups (kind) select 'question' from generate_series(1, 2) returning id)
    select question_texts_place(array_agg(q.id), array_agg((select max(id) from made))) from question_texts q where q.normalized like '%pin%';
    update question_groups g set medoid_id = (select min(id) from question_texts q where q.group_id = g.id and normalized like '%@%')`);
  const meant = async () => mostAskedAnswerSchema.parse((await ask(mostAsked, 'group=meaning')).body).questions;
  const entry = {
    total_asked: 3,
    answered_count: 3,
    unanswered_count: 0,
    answer_rate: 100,
    last_asked: '2026-01-01T00:00:00.000000Z',
  };
  expect(await meant()).toEqual([
    { ...entry, question: 'Reset my PIN, [e-mail]', normalized: 'reset my pin, [e-mail]' },
  ]);
  await runSql(`update question_groups set name = 'PIN' where id > 0;
    insert into conversations (session_id, user_message, assistant_response, is_answered, created_at) values ('m', 'PIN reset', 'a', 0, timestamp '2026-01-02')`);
  expect(await meant()).toMatchObject([
    { question: 'PIN', total_asked: 4, unanswered_count: 1, last_asked: '2026-01-02T00:00:00.000000Z' },
  ]);
  await runSql(`delete from conversations where session_id = 'm'`);
  expect(await meant()).toEqual([]);
});

test('history is newest first, with effective states, of one session or of all', async () => {
  const all = historyAnswerSchema.parse((await ask(history, '')).body).conversations;
  expect(all.map(({ is_answered, state }) => [is_answered, state])).toEqual([
    [true, 'answered'],
    [null, 'partial'],
    [false, 'unanswered'],
    [true, 'answered'],
  ]);
  expect(all[0]?.assistant_response).toBe('Write to [e-mail].');
  const own = historyAnswerSchema.parse((await ask(history, 'session_id=a&limit=1')).body).conversations;
  expect(own).toMatchObject([{ session_id: 'a', user_message: 'where is my card', response_time_ms: 300 }]);
});

test('personal data in a question is masked', async () => {
  await runSql(`insert into conversations (session_id, user_message, assistant_response, is_answered)
    select 'c', 'Is Ada@Example.org yours?', 'No.', 0 from generate_series(1, 9)`);
  for (const call of [mostAsked, unanswered]) {
    const { body } = await ask(call, 'limit=1');
    expect(body).toMatchObject({
      questions: [{ question: 'Is [e-mail] yours?', total_asked: 9, unanswered_count: 9 }],
    });
    expect(JSON.stringify(body)).not.toMatch(/ada@/i);
  }
});
