import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from './pieces.ts';

test('windows over each other are cut where one begins or ends', () => {
  expect(
    piecesOf([
      { from: 0, to: 100 },
      { from: 0, to: 60 },
      { from: 200, to: 260 },
      { from: 7, to: 7 },
    ]),
  ).toEqual([
    { from: 0, to: 60, windows: [0, 1] },
    { from: 60, to: 100, windows: [0] },
    { from: 200, to: 260, windows: [2] },
  ]);
});

test('every instant is in one piece, with exactly the windows that hold it', () => {
  const window = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }));
  fc.assert(
    fc.property(fc.array(window, { maxLength: 6 }), (edges) => {
      const windows = edges.map(([from, to]) => ({ from, to }));
      const pieces = piecesOf(windows);
      for (let at = 0; at < 40; at += 1) {
        const holding = [...windows.keys()].filter((place) => {
          const { from = 0, to = 0 } = windows[place] ?? {};
          return from <= at && at < to;
        });
        const here = pieces.filter(({ from, to }) => from <= at && at < to);
        expect(here.map((piece) => piece.windows)).toEqual(holding.length === 0 ? [] : [holding]);
      }
    }),
  );
});
