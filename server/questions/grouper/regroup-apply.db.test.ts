import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { FEWEST, isRegroupDue } from '#lib/questions/grouping/due.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';
import { type PlantedText, placement, plantGroup } from '#test/question-groups.ts';
import { applyGroups, type Found } from './regroup-apply.ts';
import { readModels, readRulingStamp } from './regroup-read.ts';

withDatabase();
/** Two such texts are more than are moved at once. */
const OFTEN = 15_000;
const signal = new AbortController().signal;

beforeEach(async () => {
  await prisma().$executeRaw`truncate conversations`;
  await prisma().$queryRaw`select question_texts_compact()::text`;
  await prisma().$executeRaw`delete from question_groups where id > 0`;
  await prisma().$executeRaw`delete from question_spaces`;
});

/** One new group of these texts; the groups `gone` lead on to it. */
async function found(texts: readonly PlantedText[], gone: readonly number[] = []): Promise<Found> {
  const group: Found['groups'][number] = {
    id: null,
    model: 'test',
    centroid: new Float32Array(8),
    medoid: texts[0]?.id ?? 0,
    cohesion: 1,
    mixed: false,
    texts: Float64Array.from(texts, ({ id }) => id),
    likeness: new Float32Array(texts.length),
    nearest: new Float64Array(texts.length),
  };
  const spaces = [{ model: 'test', mean: new Float32Array(8), texts: texts.length }];
  const done: Found['done'] = { kind: 'done', spaces, gone: gone.map((id) => ({ id, into: 0 })), memory: 0 };
  return { groups: [group], done, stamp: await readRulingStamp(prisma()) };
}

async function askOften({ question }: PlantedText): Promise<void> {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered)
    select 's' || n % 9, ${question}, 'a', 1 from generate_series(1, ${OFTEN}::int) n`;
  await prisma().$queryRaw`select question_texts_compact()::text`;
}

/** In how many transactions these texts were last written. */
async function transactionsOf(texts: readonly PlantedText[]): Promise<number> {
  const rows = await prisma().$queryRaw`
    select count(distinct xmin::text)::int as count from question_texts where id = any (${texts.map(({ id }) => id)}::bigint[])`;
  const [{ count }] = z.tuple([z.object({ count: z.int() })]).parse(rows);
  return count;
}

const isDue = async () => (await readModels()).map(({ texts, grouped }) => isRegroupDue(texts, grouped));

test('texts asked often are moved few at a time; those that stay cost nothing', async () => {
  const often = await plantGroup(['card', 'card', 'card']);
  for (const text of often.texts.slice(1)) await askOften(text);
  const [first, second] = [await found(often.texts), await found(often.texts)];
  const reports: number[][] = [];
  await applyGroups(first, signal, async (done, total) => void reports.push([done, total]));
  expect(reports).toEqual([
    [2, 3],
    [3, 3],
  ]);
  expect(await transactionsOf(often.texts)).toBe(2);
  const [group = 0] = (await placement()).values();
  expect(group).not.toBe(often.id);
  reports.length = 0;
  const staying = { ...second, groups: second.groups.map((one) => ({ ...one, id: group })) };
  expect(await applyGroups(staying, signal, async (done, total) => void reports.push([done, total]))).toBe(0);
  expect(reports).toEqual([[3, 3]]);
});

test('what came into a group that is dissolved leaves it few at a time too', async () => {
  const [stays, came] = [await plantGroup(['loan']), await plantGroup(['card', 'card'])];
  for (const text of came.texts) await askOften(text);
  await applyGroups(await found(stays.texts, [came.id]), signal, async () => {});
  expect(await transactionsOf(came.texts)).toBe(2);
  const places = await placement();
  expect(new Set(places.values()).size).toBe(1);
  const lead = await prisma()
    .$queryRaw`select merged_into::int as "into" from question_groups where id = ${came.id}::bigint`;
  expect(lead).toEqual([{ into: [...places.values()][0] }]);
});

test('all is grouped when all is placed: one that stopped half-way is due again', async () => {
  const { texts } = await plantGroup(Array.from({ length: FEWEST }, () => 'card'));
  expect(await isDue()).toEqual([true]);
  await applyGroups(await found(texts), signal, async () => {});
  expect(await isDue()).toEqual([false]);
  const stopped = applyGroups(await found(texts), signal, () => Promise.reject(new Error('stopped')));
  await expect(stopped).rejects.toThrow('stopped');
  expect(await isDue()).toEqual([true]);
  await applyGroups(await found(texts), signal, async () => {});
  expect(await isDue()).toEqual([false]);
});
