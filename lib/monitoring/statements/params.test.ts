import { describe, expect, test } from 'vitest';
import {
  minuteText,
  parseStatementParams,
  readStatementId,
  resolveStatementWindow,
  statementHref,
  statementsHref,
} from './params.ts';

const NOW = Date.parse('2026-11-27T14:07:31Z');

describe('the address', () => {
  test('is read back as it was written, defaults left out', () => {
    const own = { name: 'own', from: Date.parse('2026-11-27T10:00Z'), to: Date.parse('2026-11-27T10:30Z') } as const;
    for (const params of [
      { window: { name: '1h' }, order: 'total', against: 'before' },
      { window: { name: '7d' }, order: 'mean', against: 'week' },
      { window: own, order: 'change', against: { from: Date.parse('2026-11-20T08:30Z') } },
    ] as const) {
      const search = new URL(statementsHref(params), 'http://x').searchParams;
      expect(parseStatementParams(Object.fromEntries(search))).toEqual(params);
    }
    expect(statementsHref({ window: { name: '1h' }, order: 'total', against: 'before' })).toBe('/monitoring/queries');
    expect(statementHref('0'.repeat(16), { window: own, order: 'io', against: 'before' })).toBe(
      '/monitoring/queries/0000000000000000?from=2026-11-27T10%3A00Z&to=2026-11-27T10%3A30Z',
    );
  });

  test.each([
    [{ window: 'nonsense', order: ["'; drop"], against: 'month' }],
    [{ from: '2026-11-27T10:30Z', to: '2026-11-27T10:00Z' }],
    [{ from: '2026-13-40T99:99Z', to: '2026-11-27T10:00Z' }],
  ])('%j takes the defaults', (search) => {
    expect(parseStatementParams(search)).toEqual({ window: { name: '1h' }, order: 'total', against: 'before' });
  });

  test('the id of a statement is 16 hex digits', () => {
    expect(readStatementId('00ff00ff00ff00ff')).toBe('00ff00ff00ff00ff');
    for (const part of ['00FF00FF00FF00FF', '1', '..', "00ff00ff00ff00f'"]) expect(readStatementId(part)).toBeNull();
  });
});

describe('a window', () => {
  const words = (search: Record<string, string>) => {
    const { window, before } = resolveStatementWindow(parseStatementParams(search), NOW);
    return [before.from, before.to, window.from, window.to].map(minuteText);
  };

  test('ends with the last whole minute, and the one before it is as long', () => {
    expect(words({ window: '15m' })).toEqual([
      '2026-11-27T13:37Z',
      '2026-11-27T13:52Z',
      '2026-11-27T13:52Z',
      '2026-11-27T14:07Z',
    ]);
  });

  test('is compared with the same time a day or a week ago, or with one of its own', () => {
    const other = (against: string) => words({ window: '15m', against }).slice(0, 2);
    expect(other('day')).toEqual(['2026-11-26T13:52Z', '2026-11-26T14:07Z']);
    expect(other('week')).toEqual(['2026-11-20T13:50Z', '2026-11-20T14:10Z']);
    expect(other('2026-11-26T20:00Z')).toEqual(['2026-11-26T20:00Z', '2026-11-26T20:15Z']);
  });

  test('of long ago is told by whole hours, and none reaches past what is kept or past now', () => {
    expect(words({ from: '2026-10-27T10:10Z', to: '2026-10-27T12:20Z' }).slice(2)).toEqual([
      '2026-10-27T10:00Z',
      '2026-10-27T13:00Z',
    ]);
    expect(words({ from: '1990-01-01T00:00Z', to: '2030-01-01T00:00Z' })[3]).toMatch(/^2026-11-27T1[45]:/);
    expect(words({ from: '2029-01-01T00:00Z', to: '2030-01-01T00:00Z' }).slice(2)).toEqual([
      '2026-11-27T14:06Z',
      '2026-11-27T14:07Z',
    ]);
  });
});
