import { expect, test } from 'vitest';
import { randomOf } from '#lib/random.ts';
import { Neighbours } from './neighbours.ts';
import { type History, type Layer, type Regrouped, regroupAll } from './regroup-all.ts';
import { spaceOf } from './space.ts';

/** Four subjects with 30 texts each; the ids of a layer begin at `from`, and text i is about subject i % 4. */
function layerOf(model: string, dims: number, from: number): Layer {
  const random = randomOf(dims);
  const subjects = Array.from({ length: 4 }, () => Float32Array.from({ length: dims }, () => random() - 0.5));
  const vectors = Array.from({ length: 120 }, (_, text) =>
    Float32Array.from({ length: dims }, (__, at) => (subjects[text % 4]?.[at] ?? 0) + (random() - 0.5) * 0.4),
  );
  const space = spaceOf(vectors);
  return {
    model,
    texts: vectors.map((_, place) => from + place),
    space,
    neighbours: new Neighbours(space),
    settled: new Set(vectors.keys()),
  };
}

const english = layerOf('english', 24, 1_000);
const letters = layerOf('letters', 40, 5_000);
const nothing: History = { rulings: [], before: new Map(), pinned: new Set(), asked: () => 1 };

const holder = (groups: readonly Regrouped[], text: number) =>
  groups.find(({ members }) => members.some((member) => member.text === text));
const textsOf = ({ members }: Pick<Regrouped, 'members'>) => members.map(({ text }) => text);

test('each text is in one group, of its own space, and knows why', () => {
  const { groups } = regroupAll([english, letters], nothing);
  expect(groups.flatMap(textsOf).sort((a, b) => a - b)).toEqual([...english.texts, ...letters.texts]);
  for (const group of groups) {
    expect(new Set(textsOf(group).map((text) => text < 5_000)).size).toBe(1);
    for (const { text, likeness, nearest } of group.members) {
      expect(likeness).toBeGreaterThan(0.2);
      if (group.members.length > 1) expect(textsOf(group)).toContain(nearest);
      expect(nearest).not.toBe(text);
    }
    expect(textsOf(group)).toContain(group.medoid);
  }
});

test('what people ruled to be one is one across spaces, and what they parted stays apart', () => {
  const merged = regroupAll([english, letters], {
    ...nothing,
    rulings: [{ kind: 'together', sets: [[1_000], [5_001]] }],
  }).groups;
  expect(holder(merged, 1_000)).toBe(holder(merged, 5_001));
  const parted = regroupAll([english, letters], {
    ...nothing,
    rulings: [
      { kind: 'apart', sets: [[1_000], [1_001]] },
      { kind: 'together', sets: [[1_000], [5_002]] },
      { kind: 'together', sets: [[1_001], [5_006]] },
    ],
  }).groups;
  expect(holder(parted, 1_000)).not.toBe(holder(parted, 1_001));
});

test('ids are kept, one that is gone leads on to where its texts went, and a pinned one stays', () => {
  let first = regroupAll([english], nothing).groups;
  let before = new Map<number, number>();
  for (let run = 0; run < 5; run += 1) {
    before = new Map(first.flatMap((group, id) => textsOf(group).map((text) => [text, id] as const)));
    first = regroupAll([english], { ...nothing, before }).groups;
  }
  before = new Map(first.flatMap((group, id) => textsOf(group).map((text) => [text, id] as const)));
  const [greatest] = [...first.entries()].sort(([, a], [, b]) => b.members.length - a.members.length);
  const [id, texts] = [greatest?.[0] ?? 0, textsOf(greatest?.[1] ?? { members: [] })];
  for (const text of texts.slice(0, 1)) before.set(text, 77);
  const { groups, gone } = regroupAll([english], { ...nothing, before });
  expect(groups.map((group) => group.id)).toEqual([...first.keys()]);
  expect(gone).toEqual([{ id: 77, into: id }]);
  const pinned = regroupAll([english], { ...nothing, before, pinned: new Set([77]) });
  expect(pinned.gone).toEqual([]);
  expect(holder(pinned.groups, texts[0] ?? 0)?.id).toBe(77);
});

test('a text moved across spaces leaves its group alone, and stays where it was moved the next time', () => {
  const placesOf = (groups: readonly Regrouped[]) =>
    new Map(groups.flatMap((group, place) => textsOf(group).map((text) => [text, group.id ?? place] as const)));
  const before = placesOf(regroupAll([english, letters], nothing).groups);
  const [to = 0, from = 0] = [before.get(1_000), before.get(5_001)];
  const staying = [...before].flatMap(([text, id]) => (id === from && text !== 5_001 ? [text] : []));
  const hosts = [...before].flatMap(([text, id]) => (id === to ? [text] : []));
  const rulings: History['rulings'] = [{ kind: 'move', sets: [[5_001], hosts.slice(0, 5)] }];
  let now = new Map(before).set(5_001, to);
  for (let run = 0; run < 2; run += 1) {
    const { groups } = regroupAll([english, letters], { ...nothing, rulings, before: now });
    expect(groups.flatMap(textsOf).sort((a, b) => a - b)).toEqual([...english.texts, ...letters.texts]);
    now = placesOf(groups);
    expect(staying.filter((text) => now.get(text) !== from)).toEqual([]);
    expect([...hosts, 5_001].filter((text) => now.get(text) !== to)).toEqual([]);
    expect(holder(groups, 5_001)?.model).toBe('english');
  }
});
