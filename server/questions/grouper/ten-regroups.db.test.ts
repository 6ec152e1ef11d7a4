import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readLabelled } from '#bench/eval/questions/labelled.ts';
import { mulberry32, sampleOf } from '#lib/random.ts';
import type { Result } from '#lib/result.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { differingCounts, differingDetails, differingTexts } from '#server/measures/texts.ts';
import { markGroup, pinGroup, renameGroup } from '#server/questions/rulings/marks.ts';
import { mergeGroups } from '#server/questions/rulings/merge.ts';
import { moveTexts } from '#server/questions/rulings/move.ts';
import { splitGroup } from '#server/questions/rulings/split.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { placement } from '#test/question-groups.ts';
import { absentModel, askAll, groupAll } from '#test/questions.ts';
import { regroupQuestions } from './regroup.ts';

withDatabase();
const worker = systemActor('test');
const analyst = userActor('analyst');
const RUNS = 10;
const GROWTH = 1.1;
/** By letters, which are less steady than meanings: `npm run eval -- questions` holds the sentence model to .95. */
const LEAST_KEPT = 0.9;
/** Groups of so many texts are decided about. */
const FEWEST_TEXTS = 4;
const random = mulberry32(20_261_129);
const labelled = readLabelled(join(repositoryRoot, 'test/fixtures/questions/banking77-1540.csv'));
const log = sampleOf(labelled, labelled.length, random).map(({ text }) => text);

const groupRows = z.array(
  z.object({
    id: z.number(),
    version: z.int(),
    kind: z.string(),
    pinned: z.boolean(),
    name: z.string().nullable(),
    medoid: z.number().nullable(),
  }),
);
type Known = z.infer<typeof groupRows>[number];
type Group = Known & { medoid: number; texts: number[] };
type Now = { groups: ReadonlyMap<number, Known>; groupOf: ReadonlyMap<number, number> };
/** What a person decided, by texts that stand for what was meant. */
type Decided = { kind: string; texts: number[]; holds: (now: Now) => boolean };

/** Where everything lies; groups that lead on to another are none. */
async function readNow(): Promise<Now> {
  const rows = await prisma().$queryRaw`
    select id::float8 as id, version, kind, pinned, name, medoid_id::float8 as medoid from question_groups where id > 0 and merged_into is null order by id`;
  return { groups: new Map(groupRows.parse(rows).map((group) => [group.id, group])), groupOf: await placement() };
}

/** Groups of several texts in which nothing was decided yet, in the order of chance. */
async function untouched(decided: readonly Decided[]): Promise<Group[]> {
  const { groups, groupOf } = await readNow();
  const taken = new Set(decided.flatMap(({ texts }) => texts.map((text) => groupOf.get(text))));
  const found = [...Map.groupBy(groupOf.keys(), (text) => groupOf.get(text) ?? 0)].flatMap(([id, texts]) => {
    const group = groups.get(id);
    const isFree = group?.kind === 'question' && !taken.has(id) && texts.length >= FEWEST_TEXTS;
    return isFree && group.medoid !== null ? [{ ...group, medoid: group.medoid, texts }] : [];
  });
  return sampleOf(found, found.length, random);
}

function expectDone(result: Result<unknown>): void {
  expect(result).toMatchObject({ ok: true });
}

const areTogether = ({ groupOf }: Now, ...texts: number[]) =>
  new Set(texts.map((text) => groupOf.get(text))).size === 1;
const groupWith = ({ groups, groupOf }: Now, text: number) => groups.get(groupOf.get(text) ?? 0);

async function merge(one: Group, other: Group): Promise<Decided> {
  expectDone(await mergeGroups(analyst, [one, other]));
  const texts = [one.medoid, other.medoid];
  return { kind: 'merge', texts, holds: (now) => areTogether(now, ...texts) };
}

async function split(group: Group): Promise<Decided> {
  const leaving = group.texts.filter((text) => text !== group.medoid).slice(0, 2);
  expectDone(await splitGroup(analyst, { group, sets: [leaving] }));
  const [first = 0] = leaving;
  const holds = (now: Now) => areTogether(now, ...leaving) && !areTogether(now, first, group.medoid);
  return { kind: 'split', texts: [group.medoid, ...leaving], holds };
}

async function move(from: Group, to: Group): Promise<Decided> {
  const text = from.texts.find((one) => one !== from.medoid) ?? 0;
  expectDone(await moveTexts(analyst, { texts: [text], from, to }));
  const holds = (now: Now) => areTogether(now, text, to.medoid);
  return { kind: 'move', texts: [text, from.medoid, to.medoid], holds };
}

async function pin(group: Group): Promise<Decided> {
  expectDone(await pinGroup(analyst, group, true));
  const holds = (now: Now) =>
    now.groups.get(group.id)?.pinned === true && groupWith(now, group.medoid)?.id === group.id;
  return { kind: 'pin', texts: [group.medoid], holds };
}

async function rename(group: Group): Promise<Decided> {
  const name = `Named ${group.id}`;
  expectDone(await renameGroup(analyst, group, name));
  return { kind: 'rename', texts: [group.medoid], holds: (now) => groupWith(now, group.medoid)?.name === name };
}

async function mark(group: Group): Promise<Decided> {
  expectDone(await markGroup(analyst, group, false));
  const holds = (now: Now) => groupWith(now, group.medoid)?.kind === 'not_question';
  return { kind: 'mark', texts: [group.medoid], holds };
}

/** One of each, as far as there are groups that nobody decided about. */
async function decide(decided: readonly Decided[]): Promise<Decided[]> {
  const [a, b, c, d, e, f, g, h] = await untouched(decided);
  const made: Decided[] = [];
  if (a !== undefined && b !== undefined) made.push(await merge(a, b));
  if (c !== undefined) made.push(await split(c));
  if (d !== undefined && e !== undefined) made.push(await move(d, e));
  if (f !== undefined) made.push(await pin(f));
  if (g !== undefined) made.push(await rename(g));
  if (h !== undefined) made.push(await mark(h));
  return made;
}

/** Texts of the log at a re-cluster, so that the last has all. */
function sizeAt(run: number): number {
  return Math.round(log.length / GROWTH ** (RUNS - run));
}

async function regroup(): Promise<void> {
  expect(await regroupQuestions(worker, absentModel, new AbortController().signal)).not.toBeNull();
}

test('over ten re-clusters of a growing log members keep their group, and what people decided holds in all ten', async () => {
  await askAll(log.slice(0, sizeAt(0)));
  await groupAll();
  await regroup();
  const decided: Decided[] = [];
  const kept: number[] = [];
  const broken: string[] = [];
  for (let run = 1; run <= RUNS; run += 1) {
    decided.push(...(await decide(decided)));
    const { groupOf: before } = await readNow();
    await askAll(log.slice(sizeAt(run - 1), sizeAt(run)));
    await groupAll();
    await regroup();
    const now = await readNow();
    kept.push([...before].filter(([text, group]) => now.groupOf.get(text) === group).length / before.size);
    broken.push(...decided.flatMap(({ kind, texts, holds }) => (holds(now) ? [] : [`${run}: ${kind} ${texts}`])));
  }
  expect(broken).toEqual([]);
  expect(kept.reduce((sum, share) => sum + share, 0) / RUNS).toBeGreaterThanOrEqual(LEAST_KEPT);
  for (const kind of ['merge', 'split', 'move', 'pin', 'rename', 'mark'])
    expect(decided.filter((one) => one.kind === kind).length, kind).toBeGreaterThanOrEqual(5);
  const differing = [differingTexts(), differingDetails(), differingCounts()].map((sql) => prisma().$queryRaw(sql));
  expect(await Promise.all(differing)).toEqual([[], [], []]);
}, 240_000);
