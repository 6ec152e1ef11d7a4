import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsBetween, bucketsWithin, type Grain, grainFor, grains, grainsFor } from '#lib/measures/buckets.ts';
import { offsetAt, QUARTER, utcText, zoneChoices } from '#lib/measures/zones.ts';

const awkward = [
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'America/St_Johns',
  'Pacific/Chatham',
  'Australia/Lord_Howe',
  'America/Santiago',
  'America/Havana',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'Antarctica/Casey',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Beirut',
  'America/Nuuk',
];

/** Edges by asking the runtime's own calendar what each quarter of an hour belongs to, one by one. */
function edgesByLooking(zone: string, from: number, to: number, grain: Grain): string[] {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const offsets = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const nameOf = (instant: number): string => {
    const text = clock.format(instant);
    const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / 86_400_000;
    if (grain === 'quarter') return String(instant);
    if (grain === 'hour') return `${text.slice(0, 13)} ${offsets.format(instant).split('GMT')[1]}`;
    if (grain === 'day') return text.slice(0, 10);
    // 1970-01-01 was a Thursday.
    return grain === 'week' ? String(Math.floor((day + 3) / 7)) : text.slice(0, 7);
  };
  const edges: string[] = [];
  let last = '';
  for (let instant = from; instant < to; instant += QUARTER) {
    const name = nameOf(instant);
    if (name !== last) edges.push(utcText(instant));
    last = name;
  }
  return edges;
}

const changesOf = new Map<string, number[]>();

function changes(zone: string): number[] {
  const known = changesOf.get(zone);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let instant = Date.UTC(2016, 11, 1); instant < Date.UTC(2028, 0, 1); instant += 96 * QUARTER)
    if (offsetAt(zone, instant) !== offsetAt(zone, instant + 96 * QUARTER)) found.push(instant);
  changesOf.set(zone, found);
  return found;
}

describe('buckets', () => {
  it('are those that the runtime’s own clock shows, on any day of any zone', () => {
    const zone = fc.oneof(fc.constantFrom(...awkward), fc.constantFrom(...zoneChoices()));
    const length: Record<Grain, number> = { quarter: 30, hour: 300, day: 1_500, week: 4_000, month: 12_000 };
    fc.assert(
      fc.property(
        zone,
        fc.nat(),
        fc.boolean(),
        fc.constantFrom(...grains),
        fc.nat(),
        (name, seed, atChange, grain, more) => {
          const days = changes(name);
          const usual = Date.UTC(2016, 11, 1) + (seed % 380_000) * QUARTER;
          const change = days[seed % Math.max(days.length, 1)] ?? usual;
          const from = (atChange ? change : usual) - (more % 90) * QUARTER;
          const to = from + (1 + (more % length[grain])) * QUARTER;
          const buckets = bucketsBetween(name, utcText(from), utcText(to), grain);
          expect(buckets.map(({ startUtc }) => startUtc)).toEqual(edgesByLooking(name, from, to, grain));
          expect(buckets.map(({ endUtc }) => endUtc)).toEqual([
            ...buckets.slice(1).map((one) => one.startUtc),
            utcText(to),
          ]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('have 23 and 25 hours on the days on which clocks are set', () => {
    const hours = (fromUtc: string, toUtc: string) => bucketsBetween('Europe/Berlin', fromUtc, toUtc, 'hour').length;
    const [short] = bucketsBetween('Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-30T22:00:00Z', 'day');
    const [long] = bucketsBetween('Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-26T23:00:00Z', 'day');
    expect(hours(short?.startUtc ?? '', short?.endUtc ?? '')).toBe(23);
    expect(hours(long?.startUtc ?? '', long?.endUtc ?? '')).toBe(25);
  });

  it('show an hour that comes twice as two', () => {
    const buckets = bucketsBetween('Europe/Berlin', '2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z', 'hour');
    expect(buckets.map(({ local }) => [local.hour, local.offset])).toEqual([
      [2, 120],
      [2, 60],
    ]);
  });

  it('follow Lord Howe, which sets its clocks by half an hour', () => {
    const buckets = bucketsBetween('Australia/Lord_Howe', '2026-04-04T14:00:00Z', '2026-04-04T16:30:00Z', 'hour');
    expect(buckets.map(({ startUtc, local }) => [startUtc, local.hour, local.minute])).toEqual([
      ['2026-04-04T14:00:00Z', 1, 0],
      ['2026-04-04T15:00:00Z', 1, 30],
      ['2026-04-04T15:30:00Z', 2, 0],
    ]);
  });

  it('of a time off a quarter end where it does', () => {
    const spans = (from: string, to: string) =>
      bucketsWithin('Asia/Kathmandu', from, to).map(({ startUtc, endUtc }) => [startUtc, endUtc]);
    expect(spans('2026-11-18T04:31:07.5Z', '2026-11-18T05:50:00.000001Z')).toEqual([
      ['2026-11-18T04:31:07.5Z', '2026-11-18T05:15:00Z'],
      ['2026-11-18T05:15:00Z', '2026-11-18T05:50:00.000001Z'],
    ]);
    expect(spans('2026-11-18T04:31:00Z', '2026-11-18T04:32:00Z')).toEqual([
      ['2026-11-18T04:31:00Z', '2026-11-18T04:32:00Z'],
    ]);
    expect(spans('2026-11-18T05:15:00Z', '2026-11-18T05:15:00.000001Z')).toHaveLength(1);
    expect(spans('2026-11-18T05:15:00Z', '2026-11-18T05:15:00Z')).toEqual([]);
    expect(spans('2026-11-18T05:16:00Z', '2026-11-18T05:15:00Z')).toEqual([]);
  });

  it('refuse ends that are not at a quarter of an hour', () => {
    expect(() => bucketsBetween('UTC', '2026-01-01T00:07:00Z', '2026-01-02T00:00:00Z', 'day')).toThrow(RangeError);
    expect(() => bucketsBetween('UTC', 'soon', '2026-01-02T00:00:00Z', 'day')).toThrow(RangeError);
  });
});

describe('the grain of a window', () => {
  const daysOn = (days: number) => utcText(Date.UTC(2020, 0, 1) + days * 96 * QUARTER);

  it('grows with its length', () => {
    const of = (days: number) => grainFor(daysOn(0), daysOn(days));
    expect([1, 2, 3, 92, 93, 1_826, 1_831, 3_653].map(of)).toEqual([
      'hour',
      'hour',
      'day',
      'day',
      'week',
      'week',
      'month',
      'month',
    ]);
  });

  it('never makes more than 300 points, in any zone', () => {
    const zone = fc.constantFrom(...awkward);
    fc.assert(
      fc.property(zone, fc.integer({ min: 1, max: 3_660 }), fc.nat(95), (name, days, quarters) => {
        const from = daysOn(0);
        const to = utcText(Date.parse(daysOn(days)) + quarters * QUARTER);
        for (const grain of new Set([...grainsFor(from, to), grainFor(from, to)]))
          expect(bucketsBetween(name, from, to, grain).length).toBeLessThanOrEqual(300);
        expect(grainsFor(from, to)).toContain(grainFor(from, to));
      }),
      { numRuns: 60 },
    );
  });
});
