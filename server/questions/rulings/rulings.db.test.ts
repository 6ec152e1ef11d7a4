import { expect, test } from 'vitest';
import { z } from 'zod';
import { placedRulings } from '#lib/questions/grouping/rulings.ts';
import { renameSchema, type SeenGroup } from '#lib/questions/rulings/input.ts';
import type { Result } from '#lib/result.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { differingTexts } from '#server/measures/texts.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { placement, plantGroup } from '#test/question-groups.ts';
import { readRulings } from './decisions.ts';
import { findDecisions } from './history.ts';
import { markGroup, pinGroup, renameGroup } from './marks.ts';
import { mergeGroups } from './merge.ts';
import { moveTexts } from './move.ts';
import { splitGroup } from './split.ts';
import { undoRuling } from './undo.ts';

withDatabase();
const analyst = userActor('analyst');

const groupRow = z.tuple([
  z.object({
    id: z.number(),
    version: z.int(),
    kind: z.string(),
    name: z.string().nullable(),
    pinned: z.boolean(),
    merged: z.number().nullable(),
    medoid: z.number().nullable(),
    centroid: z.boolean(),
  }),
]);

async function groupOf(id: number): Promise<z.infer<typeof groupRow>[0]> {
  const rows = await prisma().$queryRaw`
    select id::float8 as id, version, kind, name, pinned, merged_into::float8 as merged, medoid_id::float8 as medoid, centroid is not null as centroid
    from question_groups where id = ${id}::bigint`;
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

const idsOf = (texts: readonly { id: number }[]) => texts.map(({ id }) => id);
const repeat = (topic: string, times: number) => Array.from({ length: times }, () => topic);

test('a merge keeps the most asked group, leads the other on to it, and undone gives back the very placement', async () => {
  const small = await plantGroup(repeat('card', 3));
  const big = await plantGroup(repeat('loan', 3), { times: 2 });
  const before = await placement();
  const { group, ruling } = value(await mergeGroups(analyst, [await seen(small.id), await seen(big.id)]));
  expect(group).toBe(big.id);
  const merged = await placement();
  expect(idsOf(small.texts).map((id) => merged.get(id))).toEqual([big.id, big.id, big.id]);
  expect(await groupOf(small.id)).toMatchObject({ merged: big.id, version: 2 });
  expect(await groupOf(big.id)).toMatchObject({ version: 2, centroid: true });
  expect(idsOf([...small.texts, ...big.texts])).toContain((await groupOf(big.id)).medoid);
  expect(await readRulings(analyst)).toEqual([{ kind: 'together', sets: [expect.any(Array), expect.any(Array)] }]);
  expect(value(await undoRuling(analyst, ruling)).groups).toEqual([big.id, small.id]);
  expect(await placement()).toEqual(before);
  expect(await groupOf(small.id)).toMatchObject({ merged: null, version: 3 });
  expect(await readRulings(analyst)).toEqual([]);
  expect(await undoRuling(analyst, ruling)).toMatchObject({ ok: false, code: 'conflict' });
  expect(await prisma().$queryRaw`select distinct placed_by from question_embeddings`).toEqual([
    { placed_by: 'online' },
  ]);
});

test('a pinned group keeps its id in a merge, however small', async () => {
  const small = await plantGroup(['rate']);
  const big = await plantGroup(repeat('fee', 4));
  value(await pinGroup(analyst, await seen(small.id), true));
  expect(value(await mergeGroups(analyst, [await seen(big.id), await seen(small.id)])).group).toBe(small.id);
});

test('a split lets the ticked leave with all that are nearer to them', async () => {
  const { id, texts } = await plantGroup([...repeat('cash', 6), ...repeat('pin', 5), ...repeat('limit', 4)]);
  const before = await placement();
  const [pin, limit] = [texts.slice(6, 11), texts.slice(11)];
  const sets = [idsOf(pin.slice(0, 2)), idsOf(limit.slice(0, 1))];
  const { groups, ruling } = value(await splitGroup(analyst, { group: await seen(id), sets }));
  const after = await placement();
  expect(texts.map((text) => after.get(text.id))).toEqual([
    ...repeat('', 6).map(() => id),
    ...pin.map(() => groups[0]),
    ...limit.map(() => groups[1]),
  ]);
  expect(idsOf(pin)).toContain((await groupOf(groups[0] ?? 0)).medoid);
  expect(idsOf(texts.slice(0, 6))).toContain((await groupOf(id)).medoid);
  value(await undoRuling(analyst, ruling));
  expect(await placement()).toEqual(before);
  expect(await groupOf(groups[0] ?? 0)).toMatchObject({ merged: id });
});

test('without vectors the ticked alone leave, and the most asked stands for a group', async () => {
  const { id, texts } = await plantGroup(repeat('branch', 4), { vectors: false });
  const [first, second] = idsOf(texts);
  const { groups } = value(await splitGroup(analyst, { group: await seen(id), sets: [[first ?? 0]] }));
  const after = await placement();
  expect(texts.map((text) => after.get(text.id) === id)).toEqual([false, true, true, true]);
  expect(await groupOf(groups[0] ?? 0)).toMatchObject({ medoid: first, centroid: false });
  expect(await groupOf(id)).toMatchObject({ medoid: second });
});

test('single texts move to another group, to the greetings and out of them', async () => {
  const from = await plantGroup([...repeat('swift', 3), 'iban']);
  const to = await plantGroup(repeat('iban', 3));
  const before = await placement();
  const stray = from.texts[3]?.id ?? 0;
  const move = { texts: [stray], from: await seen(from.id), to: await seen(to.id) };
  const first = value(await moveTexts(analyst, move));
  expect((await placement()).get(stray)).toBe(to.id);
  expect((await readRulings(analyst)).at(-1)).toMatchObject({ kind: 'move', sets: [[stray], expect.any(Array)] });
  const second = value(await moveTexts(analyst, { texts: [stray], from: await seen(to.id), to: await seen(-1) }));
  expect((await placement()).get(stray)).toBe(-1);
  expect(await undoRuling(analyst, first.ruling)).toMatchObject({
    ok: false,
    message: 'Questions were moved since then, and that builds on this. Undo that first.',
  });
  value(await undoRuling(analyst, second.ruling));
  value(await undoRuling(analyst, first.ruling));
  expect(await placement()).toEqual(before);
});

test('pin, name and mark are set and taken back; what holds no more is no ruling', async () => {
  const { id, texts } = await plantGroup(repeat('hours', 3));
  const count = (await readRulings(analyst)).length;
  const pinned = value(await pinGroup(analyst, await seen(id), true));
  expect((await readRulings(analyst)).at(-1)).toEqual({
    kind: 'together',
    sets: [expect.arrayContaining(idsOf(texts))],
  });
  const unpinned = value(await pinGroup(analyst, await seen(id), false));
  expect(await readRulings(analyst)).toHaveLength(count);
  expect(await undoRuling(analyst, pinned.ruling)).toMatchObject({
    message: 'The group was unpinned since then, and that builds on this. Undo that first.',
  });
  value(await undoRuling(analyst, unpinned.ruling));
  expect(await groupOf(id)).toMatchObject({ pinned: true });
  value(await undoRuling(analyst, pinned.ruling));
  expect(await groupOf(id)).toMatchObject({ pinned: false });

  const named = value(await renameGroup(analyst, await seen(id), 'Opening hours'));
  const renamed = value(await renameGroup(analyst, await seen(id), null));
  value(await undoRuling(analyst, renamed.ruling));
  expect(await groupOf(id)).toMatchObject({ name: 'Opening hours' });
  value(await undoRuling(analyst, named.ruling));
  expect(await groupOf(id)).toMatchObject({ name: null });

  const marked = value(await markGroup(analyst, await seen(id), false));
  expect(await groupOf(id)).toMatchObject({ kind: 'not_question' });
  expect(await markGroup(analyst, await seen(id), false)).toMatchObject({ code: 'invalid' });
  const unmarked = value(await markGroup(analyst, await seen(id), true));
  expect(await readRulings(analyst)).toHaveLength(count);
  value(await undoRuling(analyst, unmarked.ruling));
  value(await undoRuling(analyst, marked.ruling));
  expect(await groupOf(id)).toMatchObject({ kind: 'question' });
  expect((await findDecisions(analyst, id)).map(({ kind, undoneAt }) => [kind, undoneAt !== null])).toEqual([
    ['question', true],
    ['not_question', true],
    ['rename', true],
    ['rename', true],
    ['unpin', true],
    ['pin', true],
  ]);
});

test('a later word reaches an earlier one: merged after a split, split after a merge', async () => {
  const { id, texts } = await plantGroup([...repeat('atm', 5), ...repeat('fraud', 5)]);
  const { groups } = value(await splitGroup(analyst, { group: await seen(id), sets: [idsOf(texts.slice(5, 6))] }));
  const other = groups[0] ?? 0;
  value(await mergeGroups(analyst, [await seen(id), await seen(other)]));
  expect(new Set((await placement()).values()).has(other)).toBe(false);
  const again = value(await splitGroup(analyst, { group: await seen(id), sets: [idsOf(texts.slice(7, 9))] }));
  const after = await placement();
  expect(texts.map((text) => after.get(text.id) === id)).toEqual([
    ...repeat('', 5).map(() => true),
    ...repeat('', 5).map(() => false),
  ]);
  expect(again.groups).toHaveLength(1);
});

test('what cannot be is told in a sentence and changes nothing', async () => {
  const one = await plantGroup(repeat('visa', 3));
  const two = await plantGroup(repeat('euro', 2));
  const [group, other] = [await seen(one.id), await seen(two.id)];
  const ids = idsOf(one.texts);
  const before = await placement();
  const old = { ...group, version: 7 };
  const refused = [
    [await mergeGroups(analyst, [old, other]), 'conflict'],
    [await mergeGroups(analyst, [group, group]), 'invalid'],
    [await mergeGroups(analyst, [group, { id: 99_999, version: 1 }]), 'not_found'],
    [await mergeGroups(analyst, [group, { id: 0, version: 1 }]), 'not_found'],
    [await mergeGroups(analyst, [group, await seen(-1)]), 'invalid'],
    [await splitGroup(analyst, { group: old, sets: [ids.slice(0, 1)] }), 'conflict'],
    [await splitGroup(analyst, { group, sets: [ids] }), 'invalid'],
    [await splitGroup(analyst, { group, sets: [ids.slice(0, 1), ids.slice(0, 1)] }), 'invalid'],
    [await splitGroup(analyst, { group, sets: [idsOf(two.texts)] }), 'conflict'],
    [await moveTexts(analyst, { texts: ids, from: group, to: other }), 'invalid'],
    [await moveTexts(analyst, { texts: ids, from: other, to: group }), 'conflict'],
    [await moveTexts(analyst, { texts: ids, from: group, to: group }), 'invalid'],
    [await pinGroup(analyst, old, true), 'conflict'],
    [await pinGroup(analyst, group, false), 'invalid'],
    [await renameGroup(analyst, group, null), 'invalid'],
    [await renameGroup(analyst, await seen(-1), 'Hello'), 'invalid'],
    [await undoRuling(analyst, 99_999), 'not_found'],
  ] as const;
  for (const [result, code] of refused) {
    expect(result).toMatchObject({ ok: false, code });
    if (!result.ok) expect(result.message).toMatch(/^[A-Z].*\.$/);
  }
  value(await markGroup(analyst, group, false));
  expect(await mergeGroups(analyst, [await seen(one.id), other])).toMatchObject({ code: 'invalid' });
  expect(await placement()).toEqual(before);
});

test('who may not decide is refused, and reads no decisions as an operator', async () => {
  const operator = userActor('operator');
  const group = { id: 1, version: 1 };
  await expect(mergeGroups(operator, [group, group])).rejects.toThrow();
  await expect(splitGroup(operator, { group, sets: [[1]] })).rejects.toThrow();
  await expect(moveTexts(operator, { texts: [1], from: group, to: group })).rejects.toThrow();
  await expect(pinGroup(operator, group, true)).rejects.toThrow();
  await expect(renameGroup(operator, group, 'x')).rejects.toThrow();
  await expect(markGroup(operator, group, false)).rejects.toThrow();
  await expect(undoRuling(operator, 1)).rejects.toThrow();
  await expect(findDecisions(operator, 1)).rejects.toThrow();
  await expect(readRulings(operator)).rejects.toThrow();
});

test('a text that is gone leaves its id behind, and undoing does without it', async () => {
  const one = await plantGroup(repeat('gold', 3));
  const two = await plantGroup(repeat('silver', 2));
  const { group, ruling } = value(await mergeGroups(analyst, [await seen(one.id), await seen(two.id)]));
  expect(group).toBe(one.id);
  const [gone, stays] = two.texts;
  await prisma().$executeRaw`delete from conversations where user_message = ${gone?.question ?? ''}`;
  await prisma().$queryRaw`select question_texts_compact()::text as folded`;
  const places = new Map([...(await placement()).keys()].map((id, place) => [id, place]));
  expect(
    placedRulings(await readRulings(analyst), places)
      .at(-1)
      ?.sets.map((set) => set.length),
  ).toEqual([3, 1]);
  value(await undoRuling(analyst, ruling));
  const after = await placement();
  expect([after.get(gone?.id ?? 0), after.get(stays?.id ?? 0)]).toEqual([undefined, two.id]);
});

test('texts asked often are placed by several statements, none of which takes long', async () => {
  const [small, big] = [await plantGroup(['card', 'card']), await plantGroup(['loan'], { times: 2 })];
  await prisma().$executeRaw`
    insert into conversations (session_id, user_message, assistant_response, is_answered)
    select 's', t.question, 'a', 1 from unnest(${small.texts.map(({ question }) => question)}::text[]) as t (question), generate_series(1, 15000)`;
  await prisma().$queryRaw`select question_texts_compact()::text as folded`;
  await prisma().$executeRaw`update question_groups set pinned = true where id = ${big.id}::bigint`;
  expect(value(await mergeGroups(analyst, [await seen(small.id), await seen(big.id)])).group).toBe(big.id);
  const placed = await prisma().$queryRaw`
    select count(distinct xmin::text)::int as transactions, count(distinct cmin::text)::int as statements
    from question_texts where id = any (${idsOf(small.texts)}::bigint[]) and group_id = ${big.id}::bigint`;
  expect(placed).toEqual([{ transactions: 1, statements: 2 }]);
});

test('counts of texts still agree with the turns, and the log of it all holds numbers alone', async () => {
  expect(await prisma().$queryRaw(differingTexts())).toEqual([]);
  const rows = z
    .array(z.object({ action: z.string(), details: z.record(z.string(), z.unknown()) }))
    .parse(await prisma().$queryRaw`select action, details from audit_log where action like 'questions.%'`);
  expect(new Set(rows.map(({ action }) => action)).size).toBe(9);
  for (const { details } of rows)
    for (const detail of Object.values(details).flat()) expect(String(detail)).toMatch(/^(-?\d+|[a-z_]+)$/);
  expect(JSON.stringify(rows)).not.toContain('Opening');
});

test('a name is one line, and an empty one none', () => {
  const group = { id: 1, version: 1 };
  const name = (text: string | null) => renameSchema.safeParse({ group, name: text }).data?.name;
  expect([name(' Opening\n hours '), name('  '), name(null)]).toEqual(['Opening hours', null, null]);
  expect(name('x'.repeat(201))).toBeUndefined();
});

test('the product itself decides as nobody', async () => {
  const { id } = await plantGroup(repeat('safe', 2));
  value(await pinGroup(systemActor('test'), await seen(id), true));
  expect(await findDecisions(analyst, id)).toMatchObject([{ kind: 'pin', by: null, groups: [id] }]);
});
