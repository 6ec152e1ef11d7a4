import { expect, test } from 'vitest';
import { uuidV7 } from './uuid.ts';

test('an id tells its time, its version and its variant, and no two are alike', () => {
  const ids = Array.from({ length: 1000 }, () => uuidV7(0x0190_1234_5678));
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^01901234-5678-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('ids of later milliseconds sort later', () => {
  const ids = [0, 1, 15, 16, 1_700_000_000_000, 1_700_000_000_001, 2 ** 47].map((at) => uuidV7(at));
  expect(ids.toSorted()).toEqual(ids);
});
