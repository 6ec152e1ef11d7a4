import { expect, test } from 'vitest';
import { actionWords, detailWords } from '#lib/settings/audit-words.ts';

test.each([
  ['employee.update', 'Changed an entry'],
  ['report.close_all', 'Report: close all'],
  ['odd', 'Odd'],
])('%s is %s', (action, said) => {
  expect(actionWords(action)).toBe(said);
});

test('details are words, not JSON', () => {
  expect(detailWords({ fields: ['ip_phone', 'requireSecondFactorFor'], batch: 12, dryRun: false, note: null })).toBe(
    'ip phone, require second factor for; batch 12; dry run no',
  );
  expect(detailWords({ session: 'b2e0a2c4-0e0f-4a52' })).toBe('session b2e0a2c4-0e0f-4a52');
  expect(detailWords({ filters: [], raw: false })).toBe('raw no');
  expect(detailWords({})).toBe('');
});
