import { beforeEach, expect, test } from 'vitest';
import { FEWEST, isMeanStale, isRegroupDue } from '#lib/questions/grouping/due.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { withDatabase } from '#test/database.ts';
import { plantGroup } from '#test/question-groups.ts';
import { readModels, readTexts } from './regroup-read.ts';

withDatabase();

beforeEach(async () => {
  await prisma().$executeRaw`truncate conversations`;
  await prisma().$queryRaw`select question_texts_compact()::text`;
});

const idsOf = ({ texts }: { texts: readonly { id: number }[] }) => texts.map(({ id }) => id).sort((a, b) => a - b);

async function idsRead(most?: number): Promise<number[]> {
  const ids: number[] = [];
  for await (const texts of readTexts('test', most)) ids.push(...texts.ids);
  return ids;
}

test('of texts asked equally often so many are read as are counted, the oldest first', async () => {
  const often = await plantGroup(['card', 'card'], { times: 2 });
  const once = await plantGroup(Array.from({ length: FEWEST }, () => 'loan'));
  const most = FEWEST + 1;
  const read = await idsRead(most);
  expect(read).toEqual([...idsOf(often), ...idsOf(once)].slice(0, most));
  const [model] = await readModels(most);
  expect(model).toMatchObject({ model: 'test', texts: read.length });
  expect(isRegroupDue(model?.texts ?? 0, read.length)).toBe(false);
  expect(isMeanStale(model?.texts ?? 0, read.length)).toBe(false);
});

test('where there are fewer, or just as many, all are read', async () => {
  const ids = idsOf(await plantGroup(['card', 'loan', 'atm']));
  expect(await idsRead()).toEqual(ids);
  expect(await idsRead(ids.length)).toEqual(ids);
  expect(await idsRead(1)).toEqual(ids.slice(0, 1));
});
