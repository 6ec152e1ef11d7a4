import { expect, test } from 'vitest';
import { RunCounts } from './run-counts.ts';

const work = { route: '/x', operation: null };

test('runs are counted by the work they are for, and counting begins anew when they are taken', () => {
  const counts = new RunCounts();
  for (const one of [work, work, undefined]) counts.note('select 1', one);
  expect(counts.take()).toMatchObject([
    {
      text: 'select 1',
      runs: [
        { ...work, calls: 2 },
        { route: null, operation: null, calls: 1 },
      ],
      parameters: { count: 0, shapes: [] },
    },
  ]);
  expect(counts.take()).toEqual([]);
});

test('parameters are looked at once a second a statement, wherever they stand', () => {
  const counts = new RunCounts();
  counts.note('a', work, ['a', ['Ann', 12]], 1_000);
  counts.note('a', work, ['a', [null, null]], 1_999);
  counts.note('b', work, [{ text: 'b', values: [true] }, () => {}], 1_000);
  const shapes = () => counts.take().map(({ parameters }) => parameters.shapes);
  expect(shapes()).toEqual([['text, 3 characters', 'integer, 2 digits'], ['true or false']]);
  counts.note('a', work, ['a', ['Ann', 12]], 2_000);
  counts.note('a', work, ['a', [null, null]], 3_000);
  expect(shapes()).toEqual([['null', 'null']]);
});

test('nothing of a value is kept', () => {
  const counts = new RunCounts();
  counts.note('a', work, [
    'a',
    ['Ann Miller', ['Ann Miller'], { name: 'Ann Miller' }, Buffer.from('Ann Miller'), 4711],
  ]);
  const taken = JSON.stringify(counts.take());
  expect(taken).not.toContain('Ann');
  expect(taken).not.toContain('4711');
});
