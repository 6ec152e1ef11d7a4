import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsBetween } from '#lib/measures/buckets.ts';
import {
  comparedSpans,
  localDateText,
  previousWindow,
  readLocalDate,
  readWindowWish,
  resolveWindow,
  windowNames,
} from '#lib/measures/windows.ts';
import { localTimeOf, zoneChoices } from '#lib/measures/zones.ts';

const now = new Date('2026-11-18T17:42:00Z');
const dhaka = 'Asia/Dhaka';

describe('a date in an address', () => {
  it('is read when the calendar has it', () => {
    expect(readLocalDate('2024-02-29')).toEqual({ year: 2024, month: 2, day: 29 });
    for (const text of ['2026-02-29', '2026-13-01', '2026-00-10', '0001-01-01', '18 Nov', ''])
      expect(readLocalDate(text), text).toBeNull();
    expect(localDateText({ year: 2026, month: 3, day: 9 })).toBe('2026-03-09');
  });
});

describe('a window', () => {
  it('is read from its name or its dates, and takes the usual one for anything else', () => {
    expect(readWindowWish({ window: '30d' })).toEqual({ name: '30d' });
    expect(readWindowWish({ from: '2026-11-01', to: '2026-11-02' }).name).toBe('custom');
    expect(readWindowWish({ window: 'custom', from: '2026-11-01' })).toEqual({ name: '7d' });
    expect(readWindowWish({ window: 'ever' }, 'today')).toEqual({ name: 'today' });
  });

  it('is whole days of the zone, or whole hours', () => {
    expect(resolveWindow(dhaka, { name: 'today' }, now)).toEqual({
      name: 'today',
      fromUtc: '2026-11-17T18:00:00Z',
      toUtc: '2026-11-18T18:00:00Z',
      unfinished: true,
    });
    expect(resolveWindow(dhaka, { name: 'yesterday' }, now)).toMatchObject({
      fromUtc: '2026-11-16T18:00:00Z',
      unfinished: false,
    });
    expect(resolveWindow('Asia/Kathmandu', { name: '24h' }, now)).toMatchObject({
      fromUtc: '2026-11-17T18:15:00Z',
      toUtc: '2026-11-18T18:15:00Z',
    });
    expect(resolveWindow('UTC', { name: '7d' }, now)).toMatchObject({ fromUtc: '2026-11-12T00:00:00Z' });
  });

  it('spans the whole log, and today where that is empty', () => {
    const log = { firstUtc: '2026-02-03T20:00:00Z', lastUtc: '2026-11-19T03:00:00Z' };
    expect(resolveWindow(dhaka, { name: 'all' }, now, log)).toMatchObject({
      fromUtc: '2026-02-03T18:00:00Z',
      toUtc: '2026-11-19T18:00:00Z',
    });
    expect(resolveWindow(dhaka, { name: 'all' }, now).fromUtc).toBe('2026-11-17T18:00:00Z');
  });

  it('of two dates is put in order and kept to where turns can lie', () => {
    const custom = (from: string, to: string) => readWindowWish({ from, to });
    expect(resolveWindow('UTC', custom('2026-11-09', '2026-11-02'), now)).toMatchObject({
      fromUtc: '2026-11-02T00:00:00Z',
      toUtc: '2026-11-10T00:00:00Z',
      unfinished: false,
    });
    expect(resolveWindow('UTC', custom('1990-01-01', '9999-12-31'), now)).toMatchObject({
      fromUtc: '2016-11-17T00:00:00Z',
      toUtc: '2026-11-20T00:00:00Z',
    });
  });
});

describe('the period before', () => {
  it('has as many days, however long those are', () => {
    const week = resolveWindow('Europe/Berlin', { name: '7d' }, new Date('2026-10-28T10:00:00Z'));
    expect(week).toMatchObject({ fromUtc: '2026-10-21T22:00:00Z', toUtc: '2026-10-28T23:00:00Z' });
    expect(previousWindow('Europe/Berlin', week)).toEqual({
      fromUtc: '2026-10-14T22:00:00Z',
      toUtc: '2026-10-21T22:00:00Z',
    });
    expect(previousWindow('UTC', resolveWindow('UTC', { name: 'all' }, now))).toBeNull();
  });

  it('is compared up to the same time of day', () => {
    const today = resolveWindow('Europe/Berlin', { name: 'today' }, new Date('2026-10-25T14:07:00Z'));
    expect(comparedSpans('Europe/Berlin', today, new Date('2026-10-25T14:07:00Z'))).toEqual({
      current: { fromUtc: '2026-10-24T22:00:00Z', toUtc: '2026-10-25T14:00:00Z' },
      before: { fromUtc: '2026-10-23T22:00:00Z', toUtc: '2026-10-24T13:00:00Z' },
    });
    expect(comparedSpans('Europe/Berlin', today, new Date('2026-10-24T22:07:00Z'))).toBeNull();
  });

  it('holds in every zone at any time: as many days, no gap, cut alike', () => {
    const zone = fc.constantFrom(...zoneChoices());
    const name = fc.constantFrom(...windowNames.filter((one) => one !== 'custom' && one !== 'all'));
    const moment = fc.date({ min: new Date('2017-06-01'), max: new Date('2027-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(zone, name, moment, (where, which, when) => {
        const wish = readWindowWish({ window: which });
        const window = resolveWindow(where, wish, when);
        expect(window.unfinished).toBe(which !== 'yesterday');
        const before = previousWindow(where, window);
        expect(before?.toUtc).toBe(window.fromUtc);
        if (before === null) return;
        const days = (span: { fromUtc: string; toUtc: string }) =>
          bucketsBetween(where, span.fromUtc, span.toUtc, 'day').length;
        if (which !== '24h') expect(days(before)).toBe(days(window));
        const compared = comparedSpans(where, window, when);
        if (compared === null) return;
        const end = localTimeOf(where, Date.parse(compared.current.toUtc));
        const endBefore = localTimeOf(where, Date.parse(compared.before.toUtc));
        if (end.offset === endBefore.offset) expect([endBefore.hour, endBefore.minute]).toEqual([end.hour, end.minute]);
      }),
      { numRuns: 200 },
    );
  });
});
