import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pick, randomOf } from '#lib/random.ts';
import { Neighbours } from './neighbours.ts';
import { type Group, regroup } from './regroup.ts';
import { type Meaning, meaningsOf, type Ruling, textsOf } from './rulings.ts';
import { Space } from './space.ts';

const DIMS = 12;
const TOPICS = 6;
const RUNS = 10;

/**
 * Ten re-clusters of a corpus that grows by `grown` texts each time; after each one a person decides something about the
 * groups that stand. What they decided so far must hold in every one that follows.
 */
function expectHeld(seed: number, grown: number): void {
  const draw = randomOf(seed);
  const topics = Array.from({ length: TOPICS }, () => Float32Array.from({ length: DIMS }, () => draw() - 0.5));
  const space = new Space(new Float32Array(DIMS));
  const rulings: Ruling[] = [];
  const pinned = new Set<number>();
  let before = new Map<number, number>();
  let nextId = 1;
  for (let run = 0; run < RUNS; run += 1) {
    for (let text = 0; text < grown; text += 1)
      space.add(pick(topics, draw()).map((value) => value + (draw() - 0.5) * 0.6));
    const corpus = { space, neighbours: new Neighbours(space), asked: () => 1, rulings, before };
    const groups = regroup({ ...corpus, pinned });
    const named = groups.map((group) => ({ ...group, id: group.id ?? nextId++ }));
    expectRulings(groups, rulings);
    expect(named.map(({ id }) => id)).toEqual(expect.arrayContaining([...pinned]));
    before = new Map(named.flatMap(({ id, texts }) => texts.map((text) => [text, id] as const)));
    const [one, other] = [pick(named, draw()), pick(named, draw())];
    const which = draw();
    if (which < 0.3 && one !== other) {
      if (pinned.has(one.id) || pinned.has(other.id)) continue;
      rulings.push({ kind: 'together', sets: [one.core, other.core] });
    } else if (which < 0.6 && one.texts.length > 3) {
      const leaving = one.texts.filter(() => draw() < 0.3).slice(0, 3);
      const staying = one.core.filter((text) => !leaving.includes(text));
      if (leaving.length > 0 && !pinned.has(one.id)) rulings.push({ kind: 'apart', sets: [staying, leaving] });
    } else if (which < 0.8 && one !== other && !pinned.has(one.id)) {
      rulings.push({ kind: 'move', sets: [one.texts.slice(0, 2), other.core] });
    } else if (!pinned.has(one.id)) {
      rulings.push({ kind: 'together', sets: [one.core] });
      pinned.add(one.id);
    }
  }
}

function expectRulings(groups: readonly Group<number>[], rulings: readonly Ruling[]): void {
  const groupOf = new Map(groups.flatMap(({ texts }, group) => texts.map((text) => [text, group] as const)));
  const homes = (meaning: Meaning) => new Set(textsOf(meaning).map((text) => groupOf.get(text)));
  for (const meaning of meaningsOf(rulings)) {
    expect(homes(meaning).size).toBe(1);
    for (const other of meaning.apart) expect(homes(other)).not.toEqual(homes(meaning));
  }
}

test('merges, splits, moves and pins hold in ten re-clusters of a growing corpus, whatever is decided between them', () => {
  fc.assert(fc.property(fc.integer(), fc.integer({ min: 8, max: 30 }), expectHeld), { numRuns: 40 });
});
