import { expect, it } from 'vitest';
import { sparkPlaces } from './spark.ts';

const frame = { width: 80, height: 20, inset: 2 };

it('a small line runs from edge to edge with zero at its foot', () => {
  expect(sparkPlaces([0, 5, 10], frame)).toEqual([
    { x: 2, y: 18 },
    { x: 40, y: 10 },
    { x: 78, y: 2 },
  ]);
});

it('lies at the foot where nothing was counted, and bears one count or none', () => {
  expect(sparkPlaces([0, 0], frame).map(({ y }) => y)).toEqual([18, 18]);
  expect(sparkPlaces([3], frame)).toEqual([{ x: 2, y: 2 }]);
  expect(sparkPlaces([], frame)).toEqual([]);
});
