import { buffer } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { firstParams, LAST_PAGE, PAGE_SIZE } from '#lib/questions/params.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { makeGroup, placeQuestions } from '#test/gaps.ts';
import { walkTexts } from './counts/walk-texts.ts';
import { exportQuestions } from './export.ts';

withDatabase();
const analyst = userActor('analyst');
const now = new Date('2026-03-05T12:00:00Z');
const most = LAST_PAGE * PAGE_SIZE;

beforeAll(async () => {
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, created_at)
    select 's', 'text ' || n || case when n <= 300 then ' of few' else '' end, 'a', timestamp '2026-03-03 10:00' from generate_series(1, ${most + 3}::int) n
    union all select 's', 'Text 7 of few', 'a', timestamp '2026-03-03 11:00'`;
  await prisma().$queryRaw`select question_texts_compact()::text`;
});

async function fileOf(query: string): Promise<string[]> {
  const file = await exportQuestions(analyst, { ...firstParams, view: 'exact', query }, 'UTC', now);
  const [, ...lines] = (await buffer(file)).toString().trimEnd().split('\r\n');
  return lines;
}

test('the file of exact texts is whole', async () => {
  const lines = await fileOf('few');
  expect(lines).toHaveLength(300);
  expect(lines[0]).toMatch(/^Text 7 of few,pending,,,2,/);
  expect(new Set(lines).size).toBe(300);
});

test('it tells of each text what its group is', async () => {
  const [asked, marked] = [await makeGroup(), await makeGroup()];
  await prisma().$executeRaw`update question_groups set kind = 'not_question' where id = ${marked}::bigint`;
  for (const [place, group] of ['-1', '-2', asked, marked].entries())
    await placeQuestions(group, `text ${place + 1} of few`);
  const told = (await fileOf('few')).map((line) => line.split(',').slice(0, 4).join(','));
  expect(told.filter((line) => /^text [1-5] of few/.test(line)).toSorted()).toEqual([
    'text 1 of few,greeting,,',
    'text 2 of few,thanks,,',
    'text 3 of few,question,,',
    'text 4 of few,not_question,,',
    'text 5 of few,pending,,',
  ]);
});

test('and where the list goes on behind its last page, its last row says so', async () => {
  const lines = await fileOf('');
  expect(lines).toHaveLength(most + 1);
  expect(new Set(lines).size).toBe(most + 1);
  expect(lines.at(-1)).toMatch(/^"This file is not whole: the list ends at row 5,000\..*",+$/);
});

test('a walk whose time is over keeps what is settled and says that it ends there', async () => {
  const wish = { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z', words: '' };
  const times = [10_000, 10_000, 0];
  const steps: [settled: number, isLast: boolean, bounded: boolean][] = [];
  for await (const { settled, isLast, bounded } of walkTexts(analyst, wish, most, () => times.shift() ?? 0))
    steps.push([settled, isLast, bounded]);
  expect(steps).toEqual([
    [1, false, false],
    [1, false, false],
    [1, true, true],
  ]);
});

test('it is not for operators', async () => {
  await expect(exportQuestions(userActor('operator'), firstParams, 'UTC', now)).rejects.toThrow('analysts and admins');
});
