import { expect, test } from 'vitest';
import { coreOf, type JudgedText } from './core.ts';

/** A text in a direction of the plane, in degrees. */
const text = (id: string, degrees: number, failed: number, judged = 1, everFailed = failed): JudgedText => ({
  id,
  placed: Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)),
  failed,
  judged,
  everFailed,
});
/** Texts close to a direction, each asked once; the share that failed is spread evenly. */
const around = (name: string, degrees: number, count: number, failing: number): JudgedText[] =>
  Array.from({ length: count }, (_, n) =>
    text(`${name}${n}`, degrees + n / 10, Math.floor((n + 1) * failing) - Math.floor(n * failing)),
  );

test('what fails is told from what lies in the same group and is answered', () => {
  const core = coreOf([...around('fails', 0, 40, 0.75), ...around('works', 60, 60, 0.05)]);
  expect(core?.texts.toSorted()).toEqual(
    around('fails', 0, 40, 0.75)
      .map(({ id }) => id)
      .toSorted(),
  );
  expect(core?.failing).toBeCloseTo(0.75, 2);
});

test('one that was answered once among many that fail belongs to them, and one failure among answers is none', () => {
  const fails = [...around('fails', 0, 20, 1), text('answered', 1, 0)];
  expect(coreOf([...fails, ...around('works', 60, 20, 0), text('failed once', 61, 1)])?.texts).toHaveLength(21);
});

test('failures scattered among answers have no core, and neither has what nobody judged', () => {
  expect(coreOf(around('works', 0, 60, 0.1))).toBeNull();
  expect(coreOf([text('a', 0, 0, 0), text('b', 1, 0, 0)])).toBeNull();
  expect(coreOf([])).toBeNull();
});

test('a text that is asked often is judged by itself, whatever is said around it', () => {
  const busy = text('busy', 1, 1_000, 1_000);
  expect(coreOf([...around('works', 0, 20, 0), busy])).toMatchObject({ texts: ['busy'], failing: 1 });
  const core = coreOf([...around('fails', 0, 10, 1), text('known', 0.5, 0, 100)]);
  expect(core?.texts.toSorted()).toEqual(
    around('fails', 0, 10, 1)
      .map(({ id }) => id)
      .toSorted(),
  );
  expect(core?.failing).toBe(1);
});

test('a text asked often lends little to those around it', () => {
  expect(coreOf([...around('works', 0, 20, 0), text('busy', 10, 1_000, 1_000)])?.texts).toEqual(['busy']);
});

test('what failed stands for it, before what only lies among it', () => {
  const fails = [text('a', 0, 1), text('b', 10, 1), text('c', 20, 1), text('d', 5, 0)];
  expect(coreOf(fails)?.texts.at(-1)).toBe('d');
});

test('of texts that are about as typical the one that failed most stands first', () => {
  const fails = [
    text('slip', 1, 1),
    text('often', 4, 9, 9, 90),
    text('as often', 3, 10, 10, 10),
    text('far', 70, 20, 20),
    text('near', 0, 1),
    text('beside', -3, 1),
  ];
  expect(coreOf(fails)?.texts[0]).toBe('often');
});

test('more texts than one block are compared with each other alike', () => {
  const many = [...around('fails', 0, 200, 0.75), ...around('works', 70, 200, 0.05)];
  expect(coreOf(many)?.texts.every((id) => id.startsWith('fails'))).toBe(true);
  expect(coreOf(many)?.texts.length).toBeGreaterThan(195);
});

test('the most typical text comes first, and the mean is as long as the texts are close', () => {
  const core = coreOf([
    text('far', 20, 3, 3),
    text('left', -20, 3, 3),
    text('middle', 0, 3, 3),
    text('right', 15, 3, 3),
  ]);
  expect(core?.texts[0]).toBe('middle');
  expect(Math.hypot(...(core?.mean ?? []))).toBeLessThan(1);
  expect(coreOf([text('one', 0, 3, 3)])?.mean).toEqual(Float32Array.of(1, 0));
});
