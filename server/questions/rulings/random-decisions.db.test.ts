import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { enforce } from '#lib/questions/grouping/enforce.ts';
import { placedRulings } from '#lib/questions/grouping/rulings.ts';
import { Space } from '#lib/questions/grouping/space.ts';
import type { SeenGroup } from '#lib/questions/rulings/input.ts';
import { pick, randomOf } from '#lib/random.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { differingDetails, differingTexts } from '#server/measures/texts.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { type PlantedText, placement, plantGroup } from '#test/question-groups.ts';
import { readRulings } from './decisions.ts';
import { markGroup, pinGroup } from './marks.ts';
import { mergeGroups } from './merge.ts';
import { moveTexts } from './move.ts';
import { splitGroup } from './split.ts';
import { undoRuling } from './undo.ts';

withDatabase();
const analyst = userActor('analyst');
const STEPS = 70;

const living = z.array(z.object({ id: z.number(), version: z.int(), texts: z.array(z.number()) }));

async function readGroups() {
  return living.parse(
    await prisma().$queryRaw`
      select g.id::float8 as id, g.version, array_agg(q.id::float8 order by q.id) as texts
      from question_groups g join question_texts q on q.group_id = g.id where g.id > 0 group by g.id order by g.id`,
  );
}

type Made = { ruling: number; before: Map<number, number>; after: Map<number, number> };

afterEach(async () => {
  await prisma().$executeRaw`truncate conversations`;
  await prisma().$executeRaw`truncate question_rulings`;
});

// Under the first three, questions were once returned to a group that had been merged away.
test.each([1, 6, 24, 2])('whatever is decided and undone in any order is obeyed and restored (%i)', async (seed) => {
  const draw = randomOf(seed);
  const topics = ['card', 'loan', 'rate', 'cash'];
  const texts: PlantedText[] = [];
  for (let group = 0; group < 4; group += 1)
    texts.push(...(await plantGroup(Array.from({ length: 7 }, () => pick(topics, draw())))).texts);
  const first = await placement();
  const made: Made[] = [];
  let [undone, refused] = [0, 0];
  for (let step = 0; step < STEPS; step += 1) {
    const before = await placement();
    if (made.length > 0 && draw() < 0.35) {
      const decision = pick(made, draw());
      const result = await undoRuling(analyst, decision.ruling);
      if (result.ok) {
        undone += 1;
        made.splice(made.indexOf(decision), 1);
        expect(await placement()).toEqual(restored(before, decision));
      } else refused += 1;
    } else {
      const ruling = await decideSomething(await readGroups(), draw);
      if (ruling !== null) made.push({ ruling, before, after: await placement() });
    }
    await expectObeyed(texts);
  }
  expect([undone > 5, refused > 0]).toEqual([true, true]);
  for (const { ruling } of made.toReversed()) expect(await undoRuling(analyst, ruling)).toMatchObject({ ok: true });
  expect(await placement()).toEqual(first);
  expect(await readRulings(analyst)).toEqual([]);
  expect(await prisma().$queryRaw(differingTexts())).toEqual([]);
  expect(await prisma().$queryRaw(differingDetails())).toEqual([]);
});

/** The placement with every text that the decision moved back in its place. */
function restored(now: ReadonlyMap<number, number>, { before, after }: Made): Map<number, number> {
  const moved = [...before].filter(([text, group]) => after.get(text) !== group);
  return new Map([...now, ...moved]);
}

async function decideSomething(groups: z.infer<typeof living>, draw: () => number): Promise<number | null> {
  const [one, other] = [pick(groups, draw()), pick(groups, draw())];
  const seen = ({ id, version }: SeenGroup) => ({ id, version });
  const [group, second] = [seen(one), seen(other)];
  const some = () => one.texts.filter(() => draw() < 0.3);
  const which = draw();
  const result = await decide();
  return result.ok ? result.value.ruling : null;

  function decide() {
    if (which < 0.25) return mergeGroups(analyst, [group, second]);
    if (which < 0.55) {
      const [a, b] = [some(), some()];
      const rest = b.filter((text) => !a.includes(text));
      return splitGroup(analyst, { group, sets: [a, rest].filter((set) => set.length > 0) });
    }
    if (which < 0.8) return moveTexts(analyst, { texts: some().slice(0, 2), from: group, to: second });
    return which < 0.9 ? pinGroup(analyst, group, draw() < 0.6) : markGroup(analyst, group, draw() < 0.5);
  }
}

/** The groups are what the rulings would make of them: a re-cluster has nothing to put right. */
async function expectObeyed(texts: readonly PlantedText[]): Promise<void> {
  const space = new Space(new Float32Array(8));
  const places = new Map(texts.map(({ id, vector }) => [id, space.add(vector ?? new Float32Array(8))]));
  const groups = (await readGroups()).map((group) => group.texts.map((id) => places.get(id) ?? -1));
  const enforced = enforce(space, groups, placedRulings(await readRulings(analyst), places));
  const sorted = (parts: readonly (readonly number[])[]) =>
    parts.map((part) => [...part].sort((a, b) => a - b)).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  expect(sorted(enforced)).toEqual(sorted(groups));
}
