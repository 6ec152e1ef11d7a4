import { expect, test } from 'vitest';
import { firstGapParams, gapHref, parseGapParams } from './params.ts';

test('an address is read back, and what cannot be read takes its default', () => {
  expect(parseGapParams({})).toEqual(firstGapParams);
  expect(parseGapParams({ tab: 'nonsense', period: '31d', gap: '1; drop', page: '0', q: ' \0 ' })).toEqual(
    firstGapParams,
  );
  const params = { tab: 'wont_fix', period: 'all', gap: '17', query: 'lost card', page: 3 } as const;
  const href = gapHref(params, { gap: '17' });
  expect(href).toBe('/questions/gaps?tab=wont_fix&period=all&q=lost+card&page=3&gap=17');
  expect(parseGapParams(Object.fromEntries(new URL(href, 'http://x').searchParams))).toEqual(params);
});

test('another tab opens no gap and keeps the words', () => {
  expect(gapHref({ ...firstGapParams, gap: '17' }, { tab: 'fixed' })).toBe('/questions/gaps?tab=fixed');
  expect(gapHref({ ...firstGapParams, query: 'card', page: 2 }, { tab: 'fixed' })).toBe(
    '/questions/gaps?tab=fixed&q=card',
  );
});

test('a gap stands on the page it was chosen on, other words on the first', () => {
  const params = { ...firstGapParams, page: 2 };
  expect(gapHref(params, { gap: '17' })).toBe('/questions/gaps?page=2&gap=17');
  expect(gapHref(params, { query: 'card' })).toBe('/questions/gaps?q=card');
  expect(gapHref({ ...params, gap: '17' }, { page: 3 })).toBe('/questions/gaps?page=3');
});
