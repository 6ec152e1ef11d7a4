import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { readLabelled } from '#bench/eval/questions/labelled.ts';
import { maskText } from '#lib/privacy/mask.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { currentMaskRules } from '#server/core/privacy/mask-rules.ts';
import { EmbedderStopped } from '#server/questions/embedding/embedder-process.ts';
import { withDatabase } from '#test/database.ts';
import { absentModel, askAll, groupAll } from '#test/questions.ts';
import { regroupQuestions } from './regroup.ts';

withDatabase();
const worker = systemActor('test');
const questions = readLabelled(join(repositoryRoot, 'test/fixtures/questions/banking77-1540.csv'))
  .filter((_, place) => place % 4 === 0)
  .map(({ text }) => text);

beforeEach(async () => {
  await prisma().$executeRaw`truncate conversations`;
  await prisma().$executeRaw`delete from question_rulings`;
  await prisma().$executeRaw`delete from question_groups where id > 0`;
  await prisma().$executeRaw`delete from question_spaces`;
});

const regroup = (signal = new AbortController().signal) => regroupQuestions(worker, absentModel, signal);

const placeRows = z.array(z.object({ text: z.number(), group: z.number() }));
async function places(): Promise<Map<number, number>> {
  const rows = await prisma().$queryRaw`select id::int as text, group_id::int as group from question_texts order by id`;
  return new Map(placeRows.parse(rows).map(({ text, group }) => [text, group]));
}

async function reached(step: string): Promise<void> {
  const at = () => prisma().$queryRaw`select 1 as one from question_grouper where regroup_step = ${step}`;
  await expect.poll(at, { timeout: 20_000, interval: 2 }).toEqual([{ one: 1 }]);
}

/** Groups whose count is not that of their texts' turns, and texts in groups that lead on. */
const wrong = () => prisma().$queryRaw`
  select g.id::int as id from question_groups g
  left join (select group_id, sum(asked)::bigint as asked, count(*) as texts from question_texts group by 1) q on q.group_id = g.id
  left join (select group_id, sum(asked)::bigint as asked from question_group_counts where grain = 7 group by 1) c on c.group_id = g.id
  where coalesce(q.asked, 0) <> coalesce(c.asked, 0) or (g.merged_into is not null and q.texts > 0)`;

test('all questions are grouped anew, with their counts; ids stay, and a second time next to nothing moves', async () => {
  await askAll(questions);
  await groupAll();
  const online = await places();
  const first = await regroup();
  expect(first).toMatchObject({ texts: questions.length });
  expect(await wrong()).toEqual([]);
  const batch = await places();
  expect([...batch.values()].every((group) => group > 0)).toBe(true);
  expect([...batch].filter(([text, group]) => online.get(text) !== group)).toHaveLength(first?.moved ?? -1);
  expect(new Set(batch.values()).size).toBe(first?.groups);
  const portraits = await prisma().$queryRaw`
    select count(*)::int as groups, count(centroid)::int as centroids, count(medoid_id)::int as medoids, count(model)::int as models
    from question_groups where id > 0 and merged_into is null`;
  const groups = first?.groups;
  expect(portraits).toEqual([{ groups, centroids: groups, medoids: groups, models: groups }]);
  const neighbours = await prisma()
    .$queryRaw`select count(*)::int as texts, min(length(nearest))::int as bytes from question_neighbours`;
  expect(neighbours).toEqual([{ texts: questions.length, bytes: 50 * 12 }]);
  const again = await regroup();
  expect(again).toMatchObject({ groups });
  // A text between two groups may be taken back and forth by its edges and its distances.
  expect(again?.moved).toBeLessThanOrEqual(questions.length / 100);
  expect([...(await places())].filter(([text, group]) => batch.get(text) !== group)).toHaveLength(again?.moved ?? -1);
});

test('what comes while it runs is kept, also in a group that is dissolved under it', async () => {
  await askAll(questions);
  await groupAll();
  const running = regroup();
  for (const some of ['how do I find my card', 'my top up was reverted', 'why was my card payment declined twice']) {
    await askAll([some]);
    await groupAll();
  }
  await running;
  expect(await wrong()).toEqual([]);
  expect([...(await places()).values()].every((group) => group > 0)).toBe(true);
});

test('what is decided while it runs holds: it is found again', async () => {
  await askAll(questions);
  await groupAll();
  const [[one = 0] = [], [other = 0] = []] = [...(await places())].filter(
    ([, group], place, all) => all.findIndex(([, earlier]) => earlier === group) === place,
  );
  let decided = false;
  const running = regroupQuestions(worker, { embed: async () => absentModel.embed([]) }, new AbortController().signal);
  const decide = async () => {
    await reached('reading');
    await prisma().$executeRaw`
      insert into question_rulings (kind, group_id, sets) values ('together', 1, ${JSON.stringify([[one], [other]])}::jsonb)`;
    decided = true;
  };
  await Promise.all([running, decide()]);
  expect(decided).toBe(true);
  const now = await places();
  expect(now.get(one)).toBe(now.get(other));
});

test('never two at a time; one that is stopped harms nothing and is done the next time', async () => {
  await askAll(questions);
  await groupAll();
  const both = await Promise.all([regroup(), regroup()]);
  expect(both.filter((one) => one === null)).toHaveLength(1);
  await askAll(questions.map((question) => `${question} please`));
  await groupAll();
  const stop = new AbortController();
  const stopped = regroup(stop.signal);
  await Promise.all([expect(stopped).rejects.toThrow(), reached('reading').then(() => stop.abort())]);
  expect(await wrong()).toEqual([]);
  const [{ trouble }] = z
    .tuple([z.object({ trouble: z.string().nullable() })])
    .parse(await prisma().$queryRaw`select regroup_trouble as trouble from question_grouper`);
  expect(trouble).not.toBeNull();
  expect(await regroup()).toMatchObject({ texts: 2 * questions.length });
  expect(await wrong()).toEqual([]);
});

test('one that the end of the worker interrupts makes no vectors by letters', async () => {
  await askAll(questions);
  await groupAll();
  await prisma().$executeRaw`delete from question_embeddings`;
  const stopping = { embed: () => Promise.reject(new EmbedderStopped()) };
  await expect(regroupQuestions(worker, stopping, new AbortController().signal)).rejects.toThrow(EmbedderStopped);
  expect(await prisma().$queryRaw`select count(*)::int as made from question_embeddings`).toEqual([{ made: 0 }]);
});

test('a pinned group, a named one and one that is no question stay, whatever becomes of their texts', async () => {
  await askAll(questions);
  await groupAll();
  await regroup();
  const batch = await places();
  const [kept = 0, marked = 0, named = 0] = [...new Set(batch.values())];
  await prisma().$executeRaw`update question_groups set pinned = true where id = ${kept}::bigint`;
  await prisma().$executeRaw`update question_groups set kind = 'not_question' where id = ${marked}::bigint`;
  await prisma().$executeRaw`update question_groups set name = 'Named by a person' where id = ${named}::bigint`;
  // Only so many of its texts are left to it that they would go to whom they are near.
  await prisma().$queryRaw`
    select question_texts_place(array_agg(id), array_agg(${kept}::bigint))::text from question_texts
    where group_id = ${named}::bigint and id > (select min(id) from question_texts where group_id = ${named}::bigint)`;
  await askAll(questions.map((question) => `please tell me, ${question}`));
  await groupAll();
  await regroup();
  const left = await prisma().$queryRaw`
    select count(*)::int as kept from question_groups where id in (${kept}::bigint, ${marked}::bigint, ${named}::bigint) and merged_into is null and centroid is not null`;
  expect(left).toEqual([{ kept: 3 }]);
  expect(await wrong()).toEqual([]);
});

test('what a new literal masks leaves the vectors that were made of it', async () => {
  const forms = async () => {
    const rows = await prisma().$queryRaw`
      select q.normalized as text, encode(e.form, 'hex') as form from question_texts q join question_embeddings e on e.text_id = q.id`;
    const known = z.array(z.object({ text: z.string(), form: z.string() })).parse(rows);
    return new Map(known.map(({ text, form }) => [text, form]));
  };
  await askAll(['when does project falcon begin', 'when does the bank open']);
  await groupAll();
  const before = await forms();
  await prisma()
    .$executeRaw`insert into settings (key, value, updated_by) values ('conversations.mask_literals', '["project falcon"]', 'test')`;
  await expect.poll(async () => maskText('project falcon', await currentMaskRules()).text).not.toBe('project falcon');
  await regroup();
  const after = await forms();
  expect(after.get('when does the bank open')).toBe(before.get('when does the bank open'));
  expect(after.get('when does project falcon begin')).not.toBe(before.get('when does project falcon begin'));
});
