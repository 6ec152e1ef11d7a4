import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Result } from '#lib/result.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { differingDetails, differingTexts } from '#server/measures/texts.ts';
import { regroupQuestions } from '#server/questions/grouper/regroup.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { absentModel, askAll, groupAll } from '#test/questions.ts';
import { findDecisions } from './history.ts';
import { moveTexts } from './move.ts';
import { splitGroup } from './split.ts';
import { undoRuling } from './undo.ts';

withDatabase();
const analyst = userActor('analyst');
const worker = systemActor('test');
const FOLLOW_UPS = -3;
const loans = ['What about home loans?', 'And home loans?'];
const pets = 'What about pets?';
const asked = Array.from({ length: 60 }, (_, n) => `Where do I find the branch of district ${n} on a map`);

beforeEach(async () => {
  await prisma().$executeRaw`truncate conversations`;
  await prisma().$executeRaw`truncate question_rulings`;
  await prisma().$executeRaw`delete from question_groups where id > 0`;
  await askAll([...loans, pets, ...asked]);
  await groupAll();
});

const textRows = z.array(z.object({ id: z.number(), group: z.number(), kind: z.string() }));
/** The texts of these questions, with where they are. */
async function textsOf(...questions: string[]): Promise<z.infer<typeof textRows>> {
  return textRows.parse(
    await prisma().$queryRaw`
      select t.id::float8 as id, t.group_id::float8 as group, g.kind from question_texts t join question_groups g on g.id = t.group_id
      where t.normalized in (select search.asked_text(q) from unnest(${questions}::text[]) q) order by t.id`,
  );
}
async function seen(id: number) {
  const rows = await prisma().$queryRaw`select version from question_groups where id = ${id}::bigint`;
  return { id, version: z.tuple([z.object({ version: z.int() })]).parse(rows)[0].version };
}
function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
const groupsOf = async (...questions: string[]) => (await textsOf(...questions)).map(({ group }) => group);
async function makeQuestions(...questions: string[]) {
  const ids = (await textsOf(...questions)).map(({ id }) => id);
  return value(await splitGroup(analyst, { group: await seen(FOLLOW_UPS), sets: [ids] }));
}

test('ticked follow-ups become a question of their own, the ticked alone, and return when that is undone', async () => {
  expect(await groupsOf(...loans, pets)).toEqual([FOLLOW_UPS, FOLLOW_UPS, FOLLOW_UPS]);
  const { groups, ruling } = await makeQuestions(...loans);
  const [made = 0] = groups;
  expect(made).toBeGreaterThan(0);
  expect((await textsOf(...loans, pets)).map(({ group, kind }) => [group, kind])).toEqual([
    [made, 'question'],
    [made, 'question'],
    [FOLLOW_UPS, 'follow_up'],
  ]);
  expect(await findDecisions(analyst, FOLLOW_UPS)).toMatchObject([{ kind: 'apart', texts: 2 }]);
  expect(await findDecisions(analyst, made)).toMatchObject([{ kind: 'apart', texts: 2 }]);
  value(await undoRuling(analyst, ruling));
  expect(await groupsOf(...loans, pets)).toEqual([FOLLOW_UPS, FOLLOW_UPS, FOLLOW_UPS]);
  expect(await prisma().$queryRaw(differingTexts())).toEqual([]);
  expect(await prisma().$queryRaw(differingDetails())).toEqual([]);
});

test('all of the small talk may leave', async () => {
  await makeQuestions(...loans, pets);
  expect(await groupsOf(...loans, pets)).not.toContain(FOLLOW_UPS);
});

test('a question made of small talk stays one, together, when all are grouped anew, and is undone after that', async () => {
  const { ruling } = await makeQuestions(...loans);
  await regroupQuestions(worker, absentModel, new AbortController().signal);
  const after = await textsOf(...loans);
  expect(after.map(({ kind }) => kind)).toEqual(['question', 'question']);
  expect(new Set(after.map(({ group }) => group)).size).toBe(1);
  expect(await groupsOf(pets)).toEqual([FOLLOW_UPS]);
  value(await undoRuling(analyst, ruling));
  expect(await groupsOf(...loans)).toEqual([FOLLOW_UPS, FOLLOW_UPS]);
  expect(await prisma().$queryRaw(differingTexts())).toEqual([]);
});

test('what came to it since is a question still when that is undone, and an empty one takes in nobody', async () => {
  const { groups, ruling } = await makeQuestions(...loans);
  const [made = 0] = groups;
  const [stranger] = await textsOf(asked[0] ?? '');
  await prisma()
    .$queryRaw`select question_texts_place(array[${stranger?.id ?? 0}::bigint], array[${made}::bigint])::text as placed`;
  value(await undoRuling(analyst, ruling));
  expect(await groupsOf(...loans, asked[0] ?? '')).toEqual([FOLLOW_UPS, FOLLOW_UPS, made]);

  const again = await makeQuestions(...loans);
  await regroupQuestions(worker, absentModel, new AbortController().signal);
  value(await undoRuling(analyst, again.ruling));
  const left = await prisma().$queryRaw`
    select g.id::float8 as id from question_groups g where g.id > 0 and g.merged_into is null and g.centroid is not null
      and not exists (select from question_texts q where q.group_id = g.id)`;
  expect(left).toEqual([]);
});

test('what goes back to small talk afterwards holds, and the older word is undone last', async () => {
  const { groups, ruling } = await makeQuestions(...loans, pets);
  const [text] = await textsOf(pets);
  const wish = { texts: [text?.id ?? 0], from: await seen(groups[0] ?? 0), to: await seen(FOLLOW_UPS) };
  const back = value(await moveTexts(analyst, wish));
  expect(await undoRuling(analyst, ruling)).toMatchObject({ ok: false, code: 'conflict' });
  await regroupQuestions(worker, absentModel, new AbortController().signal);
  expect(await groupsOf(pets)).toEqual([FOLLOW_UPS]);
  value(await undoRuling(analyst, back.ruling));
  value(await undoRuling(analyst, ruling));
  expect(await groupsOf(...loans, pets)).toEqual([FOLLOW_UPS, FOLLOW_UPS, FOLLOW_UPS]);
});
