import { expect, test } from 'vitest';
import { gapHref, parseGapParams } from './params.ts';

test('an address is read back, and what cannot be read takes its default', () => {
  expect(parseGapParams({})).toEqual({ tab: 'open', period: '30d', gap: null });
  expect(parseGapParams({ tab: 'nonsense', period: '31d', gap: '1; drop' })).toEqual({
    tab: 'open',
    period: '30d',
    gap: null,
  });
  const params = { tab: 'wont_fix', period: 'all', gap: '17' } as const;
  const href = gapHref(params, { gap: '17' });
  expect(href).toBe('/questions/gaps?tab=wont_fix&period=all&gap=17');
  expect(parseGapParams(Object.fromEntries(new URL(href, 'http://x').searchParams))).toEqual(params);
});

test('another tab opens no gap', () => {
  expect(gapHref({ tab: 'open', period: '30d', gap: '17' }, { tab: 'fixed' })).toBe('/questions/gaps?tab=fixed');
});
