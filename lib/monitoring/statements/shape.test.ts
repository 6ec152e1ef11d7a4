import { expect, test } from 'vitest';
import { shapeOf } from './shape.ts';

test.each([
  ['select a from t where b = $1 limit 50', 'select a from t where b = $1 limit $2'],
  ["select 'it''s', -1, 2.5, true from t", 'select $1, $2, $3, $4 from t'],
  ['select a\n  from t -- who\n where id in (1, 2, 3)', 'select a from t where id in ($1 /*, ... */)'],
  ['select a from t where id in ($1, $2)', 'select a from t where id in ($1, $2)'],
  ['select a from t where b is not null and c is null', 'select a from t where b is not null and c is null'],
  [
    'select a - 1 from t2 where n1 = any ($1::int[]) and x = 7',
    'select a - $2 from t2 where n1 = any ($1::int[]) and x = $3',
  ],
  ["select coalesce(a, 0), interval '1 day' from t;", 'select coalesce(a, $1), interval $2 from t'],
])('as it is sent and as the server keeps it is one shape: %s', (sent, kept) => {
  expect(shapeOf(sent)).toBe(shapeOf(kept));
});

test('other tables, columns and casts are other shapes', () => {
  const shapes = [
    'select a from t1 where b = $1',
    'select a from t2 where b = $1',
    'select a from t1 where b = $1::int',
    'select a from t1 where c = $1',
    'select a from t1 where b is null',
  ].map(shapeOf);
  expect(new Set(shapes).size).toBe(shapes.length);
});
