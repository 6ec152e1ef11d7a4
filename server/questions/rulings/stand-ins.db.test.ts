import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { randomOf } from '#lib/random.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { vectorToHex } from '#server/questions/grouper/bytes.ts';
import { regroupQuestions } from '#server/questions/grouper/regroup.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { placement } from '#test/question-groups.ts';
import { absentModel } from '#test/questions.ts';
import { readRulings } from './decisions.ts';
import { splitGroup } from './split.ts';
import { keepExamples } from './stand-ins.ts';

withDatabase();
const worker = systemActor('worker');
const analyst = userActor('analyst');
const DIMS = 24;
const ids = z.array(z.object({ id: z.number() }));
const now = new Date().toISOString().replace('Z', '');

beforeEach(async () => {
  await prisma().$executeRaw`truncate conversations`;
  await prisma().$executeRaw`delete from question_rulings`;
  await prisma().$executeRaw`delete from question_groups where id > 0`;
  await prisma().$executeRaw`delete from question_spaces`;
});

type Planted = { question: string; vector: Float32Array };

async function plantGroup(): Promise<number> {
  const rows = await prisma().$queryRaw`insert into question_groups default values returning id::float8 as id`;
  return ids.parse(rows)[0]?.id ?? 0;
}

/** Asks questions once each, and puts them into a group. @returns the ids of their texts */
async function plant(group: number, at: string, planted: readonly Planted[]): Promise<number[]> {
  const questions = planted.map(({ question }) => question);
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
    select 's', q, 'a', 1, ${at}::timestamp from unnest(${questions}::text[]) q`;
  await prisma().$queryRaw`select question_texts_compact()::text as folded`;
  const rows = await prisma().$queryRaw`
    with texts as (
      select q.id, t.vector from unnest(${questions}::text[], ${planted.map(({ vector }) => vectorToHex(vector))}::text[]) as t (question, vector)
      join question_texts q on q.normalized = t.question
    ), embedded as (
      insert into question_embeddings (text_id, model, vector, placed_by) select id, 'test', decode(vector, 'hex'), 'online' from texts
    )
    select id::float8 as id from texts order by id`;
  const texts = ids.parse(rows).map(({ id }) => id);
  await prisma()
    .$queryRaw`select question_texts_place(${texts}::bigint[], ${texts.map(() => group)}::bigint[])::text as placed`;
  return texts;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Four questions of a matter that nobody but a person would divide: near one direction, those of a side a little to it. */
function sideOf(side: 1 | -1, name: string): Planted[] {
  return Array.from({ length: 4 }, (_, place) => {
    const aside = randomOf([...name].reduce((sum, sign) => sum * 31 + (sign.codePointAt(0) ?? 0), place));
    const vector = Float32Array.from({ length: DIMS }, (__, at) => [1, side * 0.15][at] ?? (aside() - 0.5) * 0.1);
    return { question: `${name} ${place}`, vector: unit(vector) };
  });
}

/** Other matters, so that there is something to group. */
async function plantOthers(): Promise<void> {
  for (let topic = 0; topic < 20; topic += 1) {
    const texts = Array.from({ length: 12 }, (_, place) => {
      const [towards, aside] = [randomOf(topic + 77), randomOf(1_000 * topic + place)];
      const vector = Float32Array.from({ length: DIMS }, () => towards() - 0.5 + (aside() - 0.5) * 0.5);
      return { question: `topic ${topic} wording ${place}`, vector: unit(vector) };
    });
    await plant(await plantGroup(), now, texts);
  }
}

/** Two sides of one group, asked then, that a person has told apart. */
async function tornApart(at: string) {
  const group = await plantGroup();
  const staying = await plant(group, at, sideOf(1, 'card first'));
  const leaving = await plant(group, at, sideOf(-1, 'card other'));
  const split = await splitGroup(analyst, { group: { id: group, version: 1 }, sets: [leaving] });
  if (!split.ok) throw new Error(split.message);
  return { groups: [group, split.value.groups[0] ?? 0] as const, staying, leaving };
}

async function forget(texts: readonly number[]): Promise<void> {
  await prisma().$executeRaw`
    delete from conversations c using question_texts q where q.id = any(${[...texts]}::bigint[]) and c.user_message = q.normalized`;
  await prisma().$queryRaw`select question_texts_compact()::text as folded`;
}

/** The examples that are there, of each side. */
async function living(): Promise<number[][]> {
  const there = await placement();
  const [ruling] = await readRulings(analyst);
  return (ruling?.sets ?? []).map((set) => set.filter((text) => there.has(text)).sort((a, b) => a - b));
}

async function groupsOf(texts: readonly number[]): Promise<(number | undefined)[]> {
  const places = await placement();
  return [...new Set(texts.map((text) => places.get(text)))];
}

test('what was split stays so when all its wordings have been replaced by others, a few at a time', async () => {
  await plantOthers();
  const { groups, staying, leaving } = await tornApart(now);
  const first = await plant(groups[0], now, sideOf(1, 'later first'));
  const other = await plant(groups[1], now, sideOf(-1, 'later other'));
  for (const half of [0, 2]) {
    await forget([staying, leaving].flatMap((side) => side.slice(half, half + 2)));
    await regroupQuestions(worker, absentModel, new AbortController().signal);
  }
  const [one, two] = [await groupsOf(first), await groupsOf(other)];
  expect([one.length, two.length]).toEqual([1, 1]);
  expect(one).not.toEqual(two);
  expect(await living()).toEqual([first, other]);
});

test('what was decided by wordings of a month that is dropped at once goes on by those that stay', async () => {
  const { groups, staying, leaving } = await tornApart('2026-03-10 10:00');
  const first = await plant(groups[0], now, sideOf(1, 'kept first'));
  const other = await plant(groups[1], now, sideOf(-1, 'kept other'));
  await keepExamples(worker, '2026-04-01T00:00:00.000');
  expect(await living(), 'beside those that are there').toEqual([
    [...staying, ...first],
    [...leaving, ...other],
  ]);
  await forget([...staying, ...leaving]);
  await keepExamples(worker, null);
  expect(await living()).toEqual([first, other]);
});
