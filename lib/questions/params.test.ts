import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLocalDate } from '#lib/measures/windows.ts';
import { zoneChoices } from '#lib/measures/zones.ts';
import { groupOrders } from './groups.ts';
import {
  exportHref,
  firstParams,
  groupHref,
  groupPageHref,
  parseGroupParams,
  parseQuestionParams,
  questionsHref,
  questionViews,
  readGroupId,
} from './params.ts';

const searchOf = (href: string) => Object.fromEntries(new URLSearchParams(href.split('?')[1] ?? ''));

const dates = fc
  .tuple(fc.integer({ min: 2017, max: 2026 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, day]) => readLocalDate(`${year}-03-${String(day).padStart(2, '0')}`))
  .filter((date) => date !== null);
const windows = fc.oneof(
  fc.constantFrom('24h', '7d', '30d', '90d', 'all').map((name) => ({ name }) as const),
  fc.record({ name: fc.constant('custom' as const), from: dates, to: dates }),
);
const states = fc.record({
  view: fc.constantFrom(...questionViews),
  window: windows,
  zone: fc.option(fc.constantFrom(...zoneChoices())),
  order: fc.constantFrom(...groupOrders),
  query: fc.string({ maxLength: 40, unit: 'grapheme' }).map((text) => text.replaceAll('\0', '').toWellFormed().trim()),
  page: fc.integer({ min: 1, max: 100 }),
});

describe('the state of the list', () => {
  it('comes back from its address as it was', () => {
    fc.assert(
      fc.property(states, (params) => {
        const href = questionsHref(params, { page: params.page });
        const page = href.startsWith('/questions/small-talk') ? 'small-talk' : undefined;
        expect(parseQuestionParams(searchOf(href), page)).toEqual(params);
      }),
    );
  });

  it('is the first page of the last 30 days where nothing can be read', () => {
    const nonsense = { view: 'x', window: 'soon', tz: '+06:00', order: '1', page: '-3', q: ['', 'y'] };
    expect(parseQuestionParams(nonsense)).toEqual(firstParams);
    expect(questionsHref(firstParams)).toBe('/questions');
  });

  it('goes to the first page with any change but that of the page', () => {
    expect(questionsHref({ ...firstParams, page: 3 }, { order: 'new' })).toBe('/questions?order=new');
    expect(questionsHref({ ...firstParams, order: 'new' }, { page: 2 })).toBe('/questions?order=new&page=2');
  });

  it('is kept on the way to a group and through the pages of its members', () => {
    fc.assert(
      fc.property(states, fc.integer({ min: 1, max: 100 }), (params, members) => {
        expect(parseGroupParams(searchOf(groupHref(12, params)))).toEqual({ params, members: 1 });
        expect(parseGroupParams(searchOf(groupPageHref(12, params, { members })))).toEqual({ params, members });
      }),
    );
    const params = { ...firstParams, query: 'pin', page: 2 };
    expect(groupHref(12, params)).toBe('/questions/12?q=pin&page=2');
    expect(groupHref(12, firstParams)).toBe('/questions/12');
  });

  it('goes to its first page when a group is looked at in another time, and the members to theirs', () => {
    const { params } = parseGroupParams({ view: 'small-talk', q: 'hi', page: '3', members: '4' });
    expect(groupPageHref(-1, params, { window: { name: '7d' } })).toBe('/questions/-1?window=7d&q=hi&view=small-talk');
    expect(parseGroupParams({ members: '0' })).toEqual({ params: firstParams, members: 1 });
  });

  it('is kept on the way to a file', () => {
    const params = { ...firstParams, window: { name: '7d' } as const, zone: 'Asia/Dhaka', query: 'pin', page: 2 };
    expect(exportHref(params)).toBe('/questions/export?window=7d&tz=Asia%2FDhaka&q=pin');
    expect(exportHref({ ...firstParams, view: 'small-talk' })).toBe('/questions/export?view=small-talk');
  });
});

it('an id of a group is a positive whole number, or one of small talk', () => {
  expect(['1', '999999999999999', '-1', '-3'].map(readGroupId)).toEqual([1, 999_999_999_999_999, -1, -3]);
  expect(['0', '-4', '-10', '01', '1e3', 'small', '9999999999999999', ''].map(readGroupId)).toEqual(
    Array(8).fill(null),
  );
});
