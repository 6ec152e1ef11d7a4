import { expect, test } from 'vitest';
import { cutAtInstants, markInstant } from '#lib/monitoring/instants.ts';

const at = '2026-11-27T14:02:11.123456Z';

test('a line is cut at the instants that were marked in it, and at nothing that only looks like one', () => {
  expect(cutAtInstants(`idle since ${markInstant(at)}, open since ${markInstant(at)}.`)).toEqual([
    'idle since ',
    at,
    ', open since ',
    at,
    '.',
  ]);
  const statement = `select * from turns where at > '${at}' and word = '‹x›'`;
  expect(cutAtInstants(statement)).toEqual([statement]);
  expect(cutAtInstants(`Since ${markInstant(null)}.`)).toEqual(['Since an unknown instant.']);
});
