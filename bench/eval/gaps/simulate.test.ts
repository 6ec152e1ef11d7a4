import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLabelled } from '#bench/eval/questions/labelled.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { lexicalOf } from '#server/questions/embedding/lexical.ts';
import { clearIntents, heldBy, missedPlaces } from './places.ts';
import { inboxesOf } from './simulate.ts';
import { simulatedLog } from './simulated-log.ts';

const place = (intent: string, purity = 1, ofCore = 1) => ({ intent, purity, failed: 10, asked: 10, ofCore });

test('an intent that is torn or holds strangers is not clear, and what lies among others is not its place', () => {
  const held = heldBy(
    [place('a'), place('b'), place('a'), place('c', 0.8), place('a'), place('d', 1, 0.5), place('other')],
    new Set(['a', 'b', 'c', 'd']),
  );
  expect([...held.byIntent.keys()]).toEqual(['a', 'b', 'c']);
  expect(held).toMatchObject({ held: 4, purity: 0.96 });
  expect(clearIntents(held)).toBe(1);
  expect(missedPlaces(held, 4)).toEqual(['a holds 3 of the first 12 places, at most 2']);
  expect(missedPlaces(held, 5)).toHaveLength(2);
});

test('a simulated log is the same for a seed, and its failing intents mostly fail', () => {
  const intentOf = Array.from({ length: 600 }, (_, text) => `intent ${text % 60}`);
  const { turns, failing } = simulatedLog(intentOf, 4_000, 3);
  expect(simulatedLog(intentOf, 4_000, 3)).toEqual({ turns, failing });
  const rate = (own: boolean) => {
    const some = turns.filter(({ intent }) => failing.includes(intent) === own);
    return some.filter(({ failed }) => failed).length / some.length;
  };
  expect([new Set(failing).size, turns.length]).toEqual([8, 4_000]);
  expect(rate(true)).toBeCloseTo(0.75, 1);
  expect(rate(false)).toBeCloseTo(0.06, 1);
  expect(turns.every(({ text, intent }) => intentOf[text] === intent)).toBe(true);
});

test('the lower the cosine from which gaps share a place, the fewer places there are', async () => {
  const questions = readLabelled(join(repositoryRoot, 'test/fixtures/questions/banking77-1540.csv'));
  const vectors = await lexicalOf([]).embed(questions.map(({ text }) => text));
  const log = simulatedLog(
    questions.map(({ category }) => category),
    1_000,
    1,
  );
  const [apart, some, all] = inboxesOf(log, vectors, [2, 0.1, -1]);
  expect(apart?.intents).toBeGreaterThan(0);
  expect(some?.places).toBeLessThan(apart?.places ?? 0);
  expect(all?.places).toBeLessThan(some?.places ?? 0);
  expect(some?.purity).toBeLessThan(apart?.purity ?? 0);
});
