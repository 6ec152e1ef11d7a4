import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clocksBetween,
  instantOfLocal,
  localTimeOf,
  offsetAt,
  QUARTER,
  readZone,
  startOfDay,
  utcText,
  zoneChoices,
} from '#lib/measures/zones.ts';

const THREE_DAYS = 3 * 96 * QUARTER;

const date = (text: string) => {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return { year, month, day };
};
const at = (zone: string, day: string, hour: number, minute = 0) =>
  utcText(instantOfLocal(zone, date(day), hour, minute));
const start = (zone: string, day: string) => utcText(startOfDay(zone, date(day)));

/** What a fresh formatter shows, as the runtime spells it. */
function shown(zone: string, instant: number): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone: zone });
}

describe('the name of a zone', () => {
  it('is understood in any spelling and given in the present one', () => {
    expect(readZone('asia/dhaka')).toBe('Asia/Dhaka');
    expect(readZone('Asia/Calcutta')).toBe('Asia/Kolkata');
    expect(readZone('Asia/Kathmandu')).toBe('Asia/Kathmandu');
    expect(readZone('US/Eastern')).toBe('America/New_York');
    expect(readZone('utc')).toBe('UTC');
  });

  it('is none when it is an offset or made up', () => {
    for (const text of ['', '+06:00', 'Mars/Olympus', 'Asia/Dhaka ', '../etc', '06'])
      expect(readZone(text), text).toBeNull();
  });

  it('is in the list once, UTC first', () => {
    const zones = zoneChoices();
    expect(zones[0]).toBe('UTC');
    expect(new Set(zones).size).toBe(zones.length);
    expect(zones).toContain('Asia/Kolkata');
    expect(zones).not.toContain('Asia/Calcutta');
    for (const zone of zones) expect(readZone(zone), zone).toBe(zone);
  });
});

describe('the instant of a local time', () => {
  it('is exact in zones off the hour', () => {
    expect(at('Asia/Kathmandu', '2026-11-18', 6)).toBe('2026-11-18T00:15:00Z');
    expect(at('America/St_Johns', '2026-07-01', 0)).toBe('2026-07-01T02:30:00Z');
    expect(at('Pacific/Chatham', '2026-01-01', 12)).toBe('2025-12-31T22:15:00Z');
  });

  it('is the earlier of two, and goes on past a gap', () => {
    expect(at('Europe/Berlin', '2026-10-25', 2, 30)).toBe('2026-10-25T00:30:00Z');
    expect(at('Europe/Berlin', '2026-03-29', 2, 30)).toBe('2026-03-29T01:30:00Z');
    expect(at('Australia/Lord_Howe', '2026-04-05', 1, 45)).toBe('2026-04-04T14:45:00Z');
    expect(at('Australia/Lord_Howe', '2026-10-04', 2, 15)).toBe('2026-10-03T15:45:00Z');
  });

  it('finds the first instant of a day without a midnight, and of one with two', () => {
    expect(start('America/Santiago', '2026-09-06')).toBe('2026-09-06T04:00:00Z');
    expect(localTimeOf('America/Santiago', startOfDay('America/Santiago', date('2026-09-06'))).hour).toBe(1);
    expect(start('America/Havana', '2026-11-01')).toBe('2026-11-01T04:00:00Z');
    expect(start('America/Toronto', '1972-04-30')).toBe('1972-04-30T05:00:00Z');
  });

  it('gives a day that the zone skipped to the next', () => {
    expect(start('Pacific/Apia', '2011-12-30')).toBe(start('Pacific/Apia', '2011-12-31'));
  });
});

describe('clocks', () => {
  it('show what the runtime shows, in every zone, every three days of ten years and around each change', () => {
    let changes = 0;
    for (const zone of zoneChoices()) {
      const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
      const told = (instant: number) =>
        utcText(instant + offsetAt(zone, instant))
          .slice(0, 16)
          .replace('T', ' ');
      let before = 0;
      for (let day = Date.UTC(2016, 10, 1); day < Date.UTC(2027, 0, 1); day += THREE_DAYS) {
        if (told(day) !== clock.format(day)) expect(told(day), zone).toBe(clock.format(day));
        const offset = offsetAt(zone, day);
        if (offset === before) continue;
        before = offset;
        changes += 1;
        for (let instant = day - THREE_DAYS; instant < day; instant += 5 * QUARTER)
          if (told(instant) !== clock.format(instant)) expect(told(instant), zone).toBe(clock.format(instant));
      }
    }
    expect(changes).toBeGreaterThan(1_000);
  });

  it('and instants are each other’s inverse but for times shown twice', () => {
    const zone = fc.constantFrom(...zoneChoices());
    const quarter = fc.integer({ min: Date.UTC(2016, 11, 1) / QUARTER, max: Date.UTC(2030, 0, 1) / QUARTER });
    fc.assert(
      fc.property(zone, quarter, (name, count) => {
        const instant = count * QUARTER;
        const local = localTimeOf(name, instant);
        const back = instantOfLocal(name, local, local.hour, local.minute);
        expect(shown(name, back)).toBe(shown(name, instant));
        expect(back).toBeLessThanOrEqual(instant);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the stretches between which clocks are set', () => {
  it('follow each other without a gap, and each has one offset, unlike its neighbours', () => {
    const zones = ['Europe/Lisbon', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Africa/Casablanca', 'UTC'];
    const quarter = fc.integer({ min: 1_000_000, max: 2_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), quarter, fc.integer({ min: 0, max: 200_000 }), (zone, first, length) => {
        const [from, to] = [first * QUARTER, (first + length) * QUARTER];
        const clocks = clocksBetween(zone, from, to);
        expect([from, ...clocks.map((clock) => clock.to)]).toEqual([...clocks.map((clock) => clock.from), to]);
        for (const [place, clock] of clocks.entries()) {
          expect(clock.offset).not.toBe(clocks[place + 1]?.offset);
          for (const instant of [clock.from, clock.to - QUARTER]) expect(offsetAt(zone, instant)).toBe(clock.offset);
        }
      }),
    );
  });
});
