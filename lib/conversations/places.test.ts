import { expect, it } from 'vitest';
import { placesBeside } from './places.ts';

const place = (id: string) => ({ at: `2026-11-18T04:30:0${id}.000000Z`, id });
const rows = [place('6'), place('5'), place('4')];

it('leads on from the rows at either end, where there are more', () => {
  const first = { cursor: null, direction: 'older' } as const;
  expect(placesBeside(first, rows, true, null)).toEqual({ older: place('4'), newer: null });
  expect(placesBeside(first, rows, false, null)).toEqual({ older: null, newer: null });
  const down = { cursor: place('7'), direction: 'older' } as const;
  expect(placesBeside(down, rows, false, null)).toEqual({ older: null, newer: place('6') });
  const up = { cursor: place('3'), direction: 'newer' } as const;
  expect(placesBeside(up, rows, true, null)).toEqual({ older: place('4'), newer: place('6') });
  expect(placesBeside(up, rows, false, null)).toEqual({ older: place('4'), newer: null });
});

it('leads on from where the time of a search ended, in its own direction', () => {
  const down = { cursor: place('7'), direction: 'older' } as const;
  expect(placesBeside(down, rows, false, place('1'))).toEqual({ older: place('1'), newer: place('6') });
  expect(placesBeside(down, [], false, place('1'))).toEqual({ older: place('1'), newer: null });
  const up = { cursor: place('3'), direction: 'newer' } as const;
  expect(placesBeside(up, rows, false, place('8'))).toEqual({ older: place('4'), newer: place('8') });
});
