import { expect, test } from 'vitest';
import { MOST_DESCRIBED, parametersOf, parametersSchema } from './parameters.ts';

test.each([
  [null, 'null'],
  [undefined, 'null'],
  [false, 'true or false'],
  ['', 'text, no characters'],
  ['x', 'text, 1 character'],
  ['Ann Miller 9', 'text, 12 characters'],
  ['y'.repeat(12_345), 'text, 12,345 characters'],
  ['1234', 'text, 4 characters'],
  [1234, 'integer, 4 digits'],
  [-7, 'integer, 1 digit'],
  [12n, 'integer, 2 digits'],
  [10n ** 30n, 'number'],
  [3.5, 'number'],
  [Number.NaN, 'number'],
  [1e21, 'number'],
  [new Date(), 'date and time'],
  ['2026-11-27', 'date'],
  ['2026-11-27 10:00:00.123', 'date and time'],
  ['2026-11-27T10:00:00Z', 'date and time'],
  ['2026-11-27T10:00:00+02:00', 'date and time'],
  [Array.from({ length: 50 }, () => 'secret'), 'array of 50'],
  [[], 'array of 0'],
  [Buffer.from('secret'), 'bytes, 6'],
  [{ secret: 1 }, 'object'],
])('a value is told by its kind and length alone: %o', (value, shape) => {
  const parameters = parametersOf([value]);
  expect(parameters).toEqual({ count: 1, shapes: [shape] });
  expect(parametersSchema.parse(parameters)).toEqual(parameters);
});

test('of many the first are described, and all are counted', () => {
  const parameters = parametersOf(Array.from({ length: 500 }, (_, place) => place));
  expect(parameters).toMatchObject({ count: 500, shapes: { length: MOST_DESCRIBED } });
});

test.each(['Ann Miller', 'text, Ann', 'integer, 4 digits 1234', 'array of secrets', 'null\nAnn'])(
  'nothing else passes: %s',
  (shape) => {
    expect(parametersSchema.safeParse({ count: 1, shapes: [shape] }).success).toBe(false);
  },
);
