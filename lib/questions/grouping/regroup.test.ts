import { beforeAll, describe, expect, test } from 'vitest';
import { randomOf } from '#lib/random.ts';
import { nearestGroup } from './assign.ts';
import { Neighbours } from './neighbours.ts';
import { type Group, regroup } from './regroup.ts';
import type { Ruling } from './rulings.ts';
import { type Space, spaceOf } from './space.ts';

const TOPICS = 8;
const TEXTS = 240;
const random = randomOf(4);
const topics = Array.from({ length: TOPICS }, () => Float32Array.from({ length: 24 }, () => random() - 0.5));
/** Text i is about topic i % 8; the first two topics are near each other. */
const vectors = Array.from({ length: TEXTS }, (_, text) => {
  const topic = topics[text % TOPICS] ?? new Float32Array(24);
  const near = text % TOPICS === 1 ? (topics[0] ?? topic) : topic;
  return topic.map((value, at) => value * 0.5 + (near[at] ?? 0) * 0.5 + (random() - 0.5) * 0.5);
});
const topicOf = (text: number) => text % TOPICS;

let space: Space;
let neighbours: Neighbours;
beforeAll(() => {
  space = spaceOf(vectors);
  neighbours = new Neighbours(space);
});

function grouped(rulings: readonly Ruling[] = [], before: ReadonlyMap<number, string> = new Map()): Group<string>[] {
  return regroup({ space, neighbours, asked: (text) => text, rulings, before, pinned: new Set<string>() });
}

const groupOf = (groups: readonly Group<string>[], text: number) => groups.find(({ texts }) => texts.includes(text));

test('every text is in one group, groups hold one topic, and the answer is always the same', () => {
  const groups = grouped();
  expect(groups.flatMap(({ texts }) => texts).sort((a, b) => a - b)).toEqual([...vectors.keys()]);
  for (const { texts } of groups.filter((group) => group.texts.length > 3))
    expect(new Set(texts.map(topicOf)).size).toBe(1);
  expect(grouped()).toEqual(groups);
});

test('the label is a text of the group, the core its nearest, and cohesion the mean of all pairs', () => {
  const [group] = grouped().sort((a, b) => b.texts.length - a.texts.length);
  if (group === undefined) throw new Error('There is a group.');
  const nearness = (text: number) => space.cosineTo(text, group.centroid);
  expect(nearness(group.medoid)).toBe(Math.max(...group.texts.map(nearness)));
  expect(group.core[0]).toBe(group.medoid);
  const pairs = group.texts.flatMap((a) => group.texts.filter((b) => b < a).map((b) => space.cosine(a, b)));
  expect(group.cohesion).toBeCloseTo(pairs.reduce((sum, cosine) => sum + cosine, 0) / pairs.length, 5);
});

describe('what people ruled', () => {
  test('holds through a re-cluster', () => {
    const merge: Ruling = {
      kind: 'together',
      sets: [
        [2, 10],
        [3, 11],
      ],
    };
    const groups = grouped([merge]);
    expect(groupOf(groups, 2)).toBe(groupOf(groups, 11));
    expect(new Set(groupOf(groups, 2)?.texts.map(topicOf))).toEqual(new Set([2, 3]));
    const split: Ruling = { kind: 'apart', sets: [[2, 10, 18], [26]] };
    const divided = grouped([merge, split]);
    expect(groupOf(divided, 2)).not.toBe(groupOf(divided, 26));
  });

  test('two meanings in one group are marked as mixed, one is not', () => {
    const merge: Ruling = {
      kind: 'together',
      sets: [
        [2, 10],
        [3, 11],
      ],
    };
    expect(groupOf(grouped([merge]), 2)?.mixed).toBe(true);
    expect(groupOf(grouped(), 4)?.mixed).toBe(false);
  });
});

test('ids are kept', () => {
  const before = new Map(vectors.map((_, text) => [text, `topic ${topicOf(text)}`]));
  for (const { id, texts } of grouped([], before).filter((group) => group.texts.length > 20))
    expect(id).toBe(`topic ${topicOf(texts[0] ?? 0)}`);
});

test('a new text joins the nearest group, and none when all are far', () => {
  const groups = grouped().map(({ centroid, texts }) => ({ id: topicOf(texts[0] ?? 0), centroid }));
  const topic = topics[5] ?? new Float32Array(24);
  expect(nearestGroup(space.place(topic), groups)?.id).toBe(5);
  expect(nearestGroup(new Float32Array(24), groups)).toBeNull();
});
