import { expect, test } from 'vitest';
import { z } from 'zod';
import type { SeenGroup } from '#lib/questions/rulings/input.ts';
import type { Result } from '#lib/result.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { placement, plantGroup } from '#test/question-groups.ts';
import { findDecisions } from './history.ts';
import { markGroup, pinGroup, renameGroup } from './marks.ts';
import { mergeGroups } from './merge.ts';
import { splitGroup } from './split.ts';
import { undoRuling } from './undo.ts';

withDatabase();
const analyst = userActor('analyst');

const groupRow = z.tuple([
  z.object({
    version: z.int(),
    kind: z.string(),
    name: z.string().nullable(),
    merged: z.number().nullable(),
    centroid: z.boolean(),
  }),
]);

async function groupOf(id: number): Promise<z.infer<typeof groupRow>[0]> {
  const rows = await prisma().$queryRaw`
    select version, kind, name, merged_into::float8 as merged, centroid is not null as centroid from question_groups where id = ${id}::bigint`;
  return groupRow.parse(rows)[0];
}

async function seen(id: number): Promise<SeenGroup> {
  const { version } = await groupOf(id);
  return { id, version };
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

const repeat = (topic: string, times: number) => Array.from({ length: times }, () => topic);

test('a split is undone also after the group was dissolved into what was split off', async () => {
  const { id, texts } = await plantGroup([...repeat('wire', 3), ...repeat('kiosk', 4)]);
  const before = await placement();
  const ids = texts.map((text) => text.id);
  const split = await splitGroup(analyst, { group: await seen(id), sets: [ids.slice(3, 5)] });
  const { groups, ruling } = value(split);
  const [off = 0] = groups;
  await prisma()
    .$queryRaw`select question_texts_place(${ids}::bigint[], ${ids.map(() => off)}::bigint[])::text as placed`;
  await prisma()
    .$executeRaw`update question_groups set merged_into = ${off}::bigint, centroid = null where id = ${id}::bigint`;
  value(await undoRuling(analyst, ruling));
  expect(await placement()).toEqual(before);
  expect(await groupOf(id)).toMatchObject({ merged: null, centroid: true });
  expect(await groupOf(off)).toMatchObject({ merged: id });
});

/** What a re-cluster does to a group whose texts it finds in another. */
async function dissolve(id: number, texts: readonly { id: number }[], into: number): Promise<void> {
  const ids = texts.map((text) => text.id);
  await prisma()
    .$queryRaw`select question_texts_place(${ids}::bigint[], ${ids.map(() => into)}::bigint[])::text as placed`;
  await prisma().$executeRaw`update question_groups set merged_into = ${into}::bigint where id = ${id}::bigint`;
}

test('a merge is seen and undone where a re-cluster took its groups, however often', async () => {
  const one = await plantGroup(repeat('visa', 3), { times: 2 });
  const two = await plantGroup(repeat('pass', 2));
  const [next, last] = [await plantGroup(['next']), await plantGroup(['last'])];
  const { group, ruling } = value(await mergeGroups(analyst, [await seen(one.id), await seen(two.id)]));
  expect(group).toBe(one.id);
  await dissolve(one.id, [...one.texts, ...two.texts], next.id);
  await dissolve(next.id, [...next.texts, ...one.texts, ...two.texts], last.id);
  expect(await findDecisions(analyst, last.id)).toMatchObject([{ id: ruling, kind: 'together' }]);
  const before = await seen(last.id);
  value(await undoRuling(analyst, ruling));
  const places = await placement();
  expect(two.texts.map(({ id }) => places.get(id))).toEqual(two.texts.map(() => two.id));
  expect(one.texts.map(({ id }) => places.get(id))).toEqual(one.texts.map(() => last.id));
  expect(await seen(last.id), 'who looks at it is told').not.toEqual(before);
  expect(await findDecisions(analyst, two.id)).toMatchObject([{ id: ruling }]);
});

test('a name or a pin of a group that was merged away is not undone before the merge', async () => {
  const big = await plantGroup(repeat('rent', 3), { times: 2 });
  const small = await plantGroup(repeat('lease', 2));
  value(await pinGroup(analyst, await seen(big.id), true));
  const named = value(await renameGroup(analyst, await seen(small.id), 'Leases'));
  const pinned = value(await pinGroup(analyst, await seen(small.id), true));
  const merge = value(await mergeGroups(analyst, [await seen(big.id), await seen(small.id)]));
  expect(merge.group).toBe(big.id);
  expect((await findDecisions(analyst, big.id)).map(({ id }) => id)).toEqual(
    expect.arrayContaining([named.ruling, pinned.ruling, merge.ruling]),
  );
  const message = 'Groups were merged since then, and that builds on this. Undo that first.';
  for (const { ruling } of [named, pinned])
    expect(await undoRuling(analyst, ruling)).toMatchObject({ ok: false, code: 'conflict', message });
  for (const { ruling } of [merge, named, pinned]) value(await undoRuling(analyst, ruling));
  expect(await groupOf(small.id)).toMatchObject({ name: null, merged: null });
});

test('what was said of a group that a re-cluster dissolved is not put on its heir, and nobody is told it was', async () => {
  const heir = await plantGroup(repeat('fee', 2));
  const gone = await plantGroup(repeat('toll', 2));
  const now = () => seen(gone.id);
  value(await renameGroup(analyst, await now(), 'Tolls'));
  value(await pinGroup(analyst, await now(), true));
  value(await markGroup(analyst, await now(), false));
  const taken = [
    value(await renameGroup(analyst, await now(), null)),
    value(await pinGroup(analyst, await now(), false)),
    value(await markGroup(analyst, await now(), true)),
  ];
  await dissolve(gone.id, gone.texts, heir.id);
  for (const { ruling } of taken)
    expect(await undoRuling(analyst, ruling)).toMatchObject({
      ok: false,
      code: 'conflict',
      message: 'The group that this was said of has gone into another one. Name, pin or mark that one instead.',
    });
  expect(await groupOf(heir.id)).toMatchObject({ name: null, kind: 'question' });
  expect(await groupOf(gone.id)).toMatchObject({ name: null, kind: 'question' });
  await prisma().$executeRaw`update question_groups set merged_into = null where id = ${gone.id}::bigint`;
  for (const { ruling } of taken) value(await undoRuling(analyst, ruling));
  expect(await groupOf(gone.id)).toMatchObject({ name: 'Tolls', kind: 'not_question' });
});

test('no group leads on to itself', async () => {
  const { id } = await plantGroup(['loop']);
  const itself = prisma().$executeRaw`update question_groups set merged_into = id where id = ${id}::bigint`;
  await expect(itself).rejects.toThrow('question_groups_merged_into_check');
});

test('a name is masked in what was decided', async () => {
  const { id } = await plantGroup(repeat('desk', 2));
  const name = 'Desk of ada@example.org';
  value(await renameGroup(analyst, await seen(id), name));
  const { ruling } = value(await renameGroup(analyst, await seen(id), 'The desk'));
  expect((await findDecisions(analyst, id)).map((taken) => taken.name)).toEqual(['Desk of [e-mail]', null]);
  value(await undoRuling(analyst, ruling));
  expect(await groupOf(id)).toMatchObject({ name });
});

test('a mark is not undone under a merge of marked groups, which would take it off the other as well', async () => {
  const one = await plantGroup(repeat('joke', 3));
  const two = await plantGroup(repeat('song', 2));
  const first = value(await markGroup(analyst, await seen(one.id), false));
  value(await markGroup(analyst, await seen(two.id), false));
  const merge = value(await mergeGroups(analyst, [await seen(one.id), await seen(two.id)]));
  expect(await undoRuling(analyst, first.ruling)).toMatchObject({
    ok: false,
    message: 'Groups were merged since then, and that builds on this. Undo that first.',
  });
  expect(await groupOf(one.id)).toMatchObject({ kind: 'not_question' });
  value(await undoRuling(analyst, merge.ruling));
  value(await undoRuling(analyst, first.ruling));
  expect(await groupOf(one.id)).toMatchObject({ kind: 'question' });
  expect(await groupOf(two.id)).toMatchObject({ kind: 'not_question' });
});
