import { expect, test } from 'vitest';
import { parseBeforeAlert, parseBeforeIncident } from '#lib/monitoring/before.ts';

const id = '0198f0a2-7c1e-7d3a-9f00-0123456789ab';

test('a list goes on after a row that may be one, and begins anew at anything else', () => {
  expect(parseBeforeIncident({ before: '17' })).toBe('17');
  expect(parseBeforeAlert({ before: id })).toBe(id);
  for (const before of [undefined, '', '0', '-1', '1e3', '9'.repeat(19), ['1', '2'], id])
    expect(parseBeforeIncident({ before })).toBeNull();
  for (const before of [undefined, '', '17', [id]]) expect(parseBeforeAlert({ before })).toBeNull();
});
