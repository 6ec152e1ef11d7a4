import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { quarterAt } from '#lib/questions/blocks.ts';
import { randomOf } from '#lib/random.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { getGroupDetails } from './details.ts';
import { findGroupSeries } from './parts.ts';
import { findTopGroups, type TopWish } from './top.ts';

withDatabase();
const actor = systemActor('test');
const QUESTIONS = 6;
const analyst = userActor('analyst');

const window = { from: '2026-03-02T18:15:00Z', to: '2026-04-01T18:15:00Z' };
const before = { from: '2026-01-31T18:15:00Z', to: '2026-03-02T18:15:00Z' };
const wish: TopWish = {
  ...window,
  compared: { until: window.to, before },
  now: new Date('2026-05-01'),
  limit: 3,
  offset: 0,
  kinds: ['question'],
  order: 'asked',
};

/** Groups 1 to 5 have two wordings each, greetings are -1, the rest waits. Half is folded. */
beforeAll(async () => {
  await mainPool().query(`
    insert into question_groups (kind) select 'question' from generate_series(1, 5);
    insert into conversations (session_id, user_message, assistant_response, is_answered, knowledge_base, response_time_ms, created_at)
    select 's' || i % 97, case when i % 9 = 0 then 'Hello!' when i % 10 = 0 then 'New one ' || i else 'Question ' || (i * i) % 11 % 5 + 1 || repeat(' again', i % 2) end, 'a',
           (array[0, 1, 1, null])[1 + i % 4], (array['cards', 'loans', null])[1 + i % 3], i * 10, timestamp '2026-01-20' + i * interval '37 minutes'
    from generate_series(1, 3000) i;
    select question_texts_compact();
    select question_texts_place(array_agg(id), array_agg(case when normalized = 'hello' then -1 else substring(normalized from 10 for 1)::bigint end))
    from question_texts where normalized = 'hello' or normalized like 'question%';
    update question_groups g set medoid_id = (select min(id) from question_texts q where q.group_id = g.id), sessions_share = 0.5 where id > 0;
    insert into conversations (session_id, user_message, assistant_response, is_answered, response_time_ms, created_at)
    select 'w' || i, 'Question 2', 'a', 0, 40, timestamp '2026-03-05' + i * interval '6 hours' from generate_series(1, 40) i`);
});

async function direct(sql: string): Promise<Record<string, number>[]> {
  const { rows } = await mainPool().query(sql);
  return z.array(z.record(z.string(), z.coerce.number())).parse(rows);
}

const within = (span: { from: string; to: string }) =>
  `c.created_at >= '${span.from.replace('Z', '')}' and c.created_at < '${span.to.replace('Z', '')}'`;
const groupOf = `(case when c.user_message = 'Hello!' then -1 when c.user_message like 'Question%' then substring(c.user_message from 10 for 1)::int else 0 end)`;

function countDirectly(span: { from: string; to: string }) {
  return direct(`
    select ${groupOf} as id, count(*) as asked, count(*) filter (where s.state = 'answered') as answered, count(*) filter (where s.state = 'unanswered') as unanswered
    from conversations c join conversation_states s using (id, created_at) where ${within(span)} group by 1 order by 2 desc, 1`);
}

test('the first groups of a window are counted as the turns are, what waits included', async () => {
  const expected = await countDirectly(window);
  const earlier = await countDirectly(before);
  const { groups, totals, matching } = await findTopGroups(actor, wish);
  const questions = expected.filter(({ id = 0 }) => id > 0);
  expect(matching).toBe(questions.length);
  expect(groups.map(({ id, asked, answered, unanswered }) => ({ id, asked, answered, unanswered }))).toEqual(
    questions.slice(0, 3),
  );
  expect(groups.map(({ compared }) => compared)).toEqual(
    groups.map(({ id, asked }) => ({ current: asked, before: earlier.find((one) => one.id === id)?.asked })),
  );
  const all = questions.reduce((sum, { asked = 0 }) => sum + asked, 0);
  const [greetings = 0, pending = 0] = [-1, 0].map((id) => expected.find((one) => one.id === id)?.asked ?? 0);
  expect(totals).toEqual({
    questions: all,
    groups: questions.length,
    pending,
    greetings,
    thanks: 0,
    followUps: 0,
    marked: 0,
  });
  expect(groups[0]?.share).toBeCloseTo((groups[0]?.asked ?? 0) / all);
  for (const { asked, trend, isNew } of groups) {
    expect(trend.length).toBeGreaterThan(30);
    expect(trend.reduce((sum, part) => sum + part, 0)).toBe(asked);
    expect(isNew).toBe(false);
  }
  const next = await findTopGroups(actor, { ...wish, offset: 3 });
  expect(next.groups.map(({ id }) => id)).toEqual(questions.slice(3).map(({ id }) => id));
  expect(next.totals).toEqual(totals);
});

test('a window that has not passed has the trend of what has, and is compared as far', async () => {
  const whole = (await findTopGroups(actor, wish)).groups;
  const [passed, asLong] = [
    { from: window.from, to: '2026-03-12T10:15:00Z' },
    { from: before.from, to: '2026-02-10T10:15:00Z' },
  ];
  const now = new Date('2026-03-12T10:20:00Z');
  const { groups } = await findTopGroups(actor, { ...wish, compared: { until: passed.to, before: asLong }, now });
  const [counted, earlier] = [await countDirectly(passed), await countDirectly(asLong)];
  for (const [place, { id, asked, trend, compared }] of groups.entries()) {
    const all = whole[place]?.trend ?? [];
    expect(asked).toBe(whole[place]?.asked);
    expect(trend).toEqual(all.slice(0, trend.length));
    expect(trend.length / all.length).toBeCloseTo(1 / 3, 1);
    const of = (counts: Record<string, number>[]) => counts.find((one) => one.id === id)?.asked;
    expect(compared).toEqual({ current: of(counted), before: of(earlier) });
  }
});

test('any window is counted as the turns are', async () => {
  const draw = randomOf(77);
  const start = Date.parse('2026-01-15T00:00:00Z');
  const at = (quarter: number) => `${new Date(start + quarter * 900_000).toISOString().slice(0, 19)}Z`;
  for (let round = 0; round < 25; round += 1) {
    const first = Math.floor(draw() * 9_000);
    const span = { from: at(first), to: at(first + 1 + Math.floor(draw() ** 3 * 9_000)) };
    const expected = await countDirectly(span);
    const { groups } = await findTopGroups(actor, {
      ...wish,
      ...span,
      compared: null,
      limit: 50,
      kinds: ['question', 'pending', 'greeting'],
    });
    const counts = groups.map(({ id, asked, answered, unanswered }) => ({ id, asked, answered, unanswered }));
    expect(counts).toEqual(expected);
  }
});

test('the list goes by failures, by growth, by what is new, and by words', async () => {
  const top = async (more: Partial<TopWish>) =>
    (await findTopGroups(actor, { ...wish, limit: QUESTIONS, ...more })).groups;
  expect((await top({ order: 'unanswered' }))[0]?.id).toBe(2);
  expect((await top({ order: 'rising' }))[0]?.id).toBe(2);
  expect(await top({ order: 'new' })).toEqual([]);
  expect((await top({ order: 'new', from: '2026-01-19T00:00:00Z', compared: null })).length).toBe(4);
  expect((await top({ words: 'ion 5 again' })).map(({ id }) => id)).toEqual([5]);
  expect(await top({ words: '%' })).toEqual([]);
  await mainPool().query(`update question_groups set name = 'Opening hours of ada@example.org' where id = 4`);
  expect(await top({ words: 'OPENING' })).toMatchObject([{ id: 4, named: true }]);
  expect((await findTopGroups(analyst, { ...wish, words: 'opening' })).groups[0]?.question).toBe(
    'Opening hours of [e-mail]',
  );
  await mainPool().query('update question_groups set name = null');
  expect((await top({ kinds: ['greeting'] })).map(({ id, question, share }) => [id, question, share])).toEqual([
    [-1, 'Hello!', 1],
  ]);
});

test('details of a group are those of its turns', async () => {
  const of = async (span: { from: string; to: string }) => {
    const [expected] = await direct(`
      select count(distinct c.session_id) as sessions, percentile_cont(0.5) within group (order by c.response_time_ms) as median,
             count(*) filter (where c.knowledge_base = 'cards') as cards, count(*) filter (where c.knowledge_base is null) as none
      from conversations c where ${groupOf} = 2 and ${within(span)}`);
    const [details] = await getGroupDetails(actor, [2, 12_345], span, null);
    return { expected, details };
  };
  const { expected, details } = await of({ from: '2026-03-01T10:00:00Z', to: '2026-03-11T20:45:00Z' });
  expect(details).toMatchObject({ id: 2, wordings: 2, sessions: { count: expected?.sessions, about: false } });
  expect(Math.abs((details?.medianMs ?? 0) / (expected?.median ?? 1) - 1)).toBeLessThan(0.01);
  const named = Object.fromEntries(details?.knowledgeBases.map(({ name, asked }) => [name, asked]) ?? []);
  expect([named.cards, named['']]).toEqual([expected?.cards, expected?.none]);
});

test('sessions of those asked least are counted up to five hundred turns, of the others told by their share', async () => {
  const span = { from: '2026-01-01T00:00:00Z', to: '2026-06-01T00:00:00Z' };
  const expected = await direct(`
    select ${groupOf} as id, count(*) as asked, count(distinct session_id) as sessions from conversations c where ${groupOf} > 0 group by 1 order by 2, 1`);
  let turns = 0;
  const sessions = expected.map(({ asked = 0, sessions: all }) => {
    turns += asked;
    return turns <= 500 ? { count: all, about: false } : { count: Math.round(asked / 2), about: true };
  });
  const ids = expected.map(({ id = 0 }) => id);
  const details = await getGroupDetails(actor, ids, span, 101);
  expect(details.map((one) => one.sessions)).toEqual(sessions);
  expect(new Set(sessions.map(({ about }) => about)).size).toBe(2);
  const [more] = await getGroupDetails(actor, ids.slice(0, 1), span, 1);
  expect(more?.wordings).toBe(1);

  // A group that nobody has looked at yet has about the sessions that others have.
  const often = details.at(-1);
  await mainPool().query('update question_groups set sessions_share = null where id = $1', [often?.id]);
  const [unseen] = (await getGroupDetails(actor, ids, span, null)).slice(-1);
  await mainPool().query('update question_groups set sessions_share = 0.5 where id = $1', [often?.id]);
  expect(unseen?.sessions).toEqual(often?.sessions);
});

test('a series has the counts of its windows in their order', async () => {
  const days = Array.from({ length: 10 }, (_, day) => ({
    from: `2026-03-${String(day + 1).padStart(2, '0')}T00:00:00Z`,
    to: `2026-03-${String(day + 2).padStart(2, '0')}T00:00:00Z`,
  }));
  const series = await findGroupSeries(actor, 2, days);
  for (const [place, day] of days.entries()) {
    const expected = (await countDirectly(day)).find(({ id }) => id === 2);
    expect(series[place]).toMatchObject({
      asked: expected?.asked,
      answered: expected?.answered,
      unanswered: expected?.unanswered,
    });
  }
  expect(quarterAt(days[0]?.from ?? '') % 4).toBe(0);
  expect(await findGroupSeries(actor, 999, days.slice(0, 2))).toHaveLength(2);
});

test('who is no analyst reads none of it', async () => {
  const operator = userActor('operator');
  await expect(findTopGroups(operator, wish)).rejects.toThrow(ForbiddenError);
  await expect(getGroupDetails(operator, [1], window, null)).rejects.toThrow(ForbiddenError);
  await expect(findGroupSeries(operator, 1, [window])).rejects.toThrow(ForbiddenError);
});
