import { expect, test } from 'vitest';
import { formatBytes, formatGrowth } from '#lib/monitoring/storage/bytes.ts';
import { forecastPicture, forecastSentence } from '#lib/monitoring/storage/forecast-picture.ts';
import { forecastOf, growthOf } from '#lib/monitoring/storage/growth.ts';
import { Rates } from '#lib/monitoring/storage/rate.ts';

const GB = 1_024 ** 3;
const begin = Date.parse('2026-11-01T00:00:00.000Z');

/** Hourly sizes, each from the one before by what `grows` says for the hour. */
function history(hours: number, grows: (hour: number) => number) {
  let bytes = 10 * GB;
  return Array.from({ length: hours + 1 }, (_, hour) => {
    if (hour > 0) bytes += grows(hour);
    return { at: new Date(begin + hour * 3_600_000).toISOString(), bytes };
  });
}

const tables = [
  { table: 'public.a', perDay: 3 * GB },
  { table: 'public.b', perDay: GB },
  { table: 'public.shrinks', perDay: -GB },
];

test('there is no growth to tell from less than a day', () => {
  expect(
    growthOf(
      history(23, () => GB),
      tables,
    ),
  ).toBeNull();
  expect(growthOf([], tables)).toBeNull();
});

test('steady growth is one pace', () => {
  const growth = growthOf(
    history(24 * 8, () => GB / 24),
    tables,
  );
  expect(growth?.slowest).toBeCloseTo(GB, -3);
  expect(growth?.fastest).toBeCloseTo(GB, -3);
  expect(growth?.main).toEqual({ table: 'public.a', share: 0.75 });
  expect(growth?.points.length).toBeLessThanOrEqual(60);
  expect(growth?.points.at(-1)?.at).toBe(new Date(begin + 8 * 86_400_000).toISOString());
});

test('of growth that no known table explains a table has its share of the whole', () => {
  const growth = growthOf(
    history(24 * 8, () => (10 * GB) / 24),
    [{ table: 'public.a', perDay: GB }],
  );
  expect(growth?.main).toEqual({ table: 'public.a', share: expect.closeTo(0.1) });
});

test('a burst on the last day makes the range wide', () => {
  const growth = growthOf(
    history(24 * 8, (hour) => (hour > 24 * 7 ? GB / 4 : GB / 24)),
    tables,
  );
  expect(growth?.fastest).toBeCloseTo(6 * GB, -3);
  expect(growth?.slowest).toBeCloseTo((6 * GB + 7 * GB) / 8, -3);
});

test('the forecast runs from the fastest to the slowest growth, and steady growth is met within a fifth', () => {
  const disk = { source: 'volume' as const, totalBytes: 100 * GB, freeBytes: 42 * GB };
  const noisy = growthOf(
    history(24 * 14, (hour) => (GB / 24) * (1 + 0.5 * Math.sin(hour))),
    tables,
  );
  const forecast = noisy === null ? null : forecastOf(disk, noisy);
  expect(forecast?.soonest).toBeGreaterThan(42 * 0.8);
  expect(forecast?.latest).toBeLessThan(42 * 1.2);
  expect(noisy === null ? '' : forecastSentence(disk, noisy)).toMatch(
    /^Full in \d+ to \d+ days\. 75 % of the growth is public\.a\.$/,
  );
});

test('what does not grow is never full', () => {
  const disk = { source: 'volume' as const, totalBytes: 100 * GB, freeBytes: 42 * GB };
  const growth = growthOf(
    history(48, () => 0),
    [],
  );
  expect(growth).toMatchObject({ slowest: 0, fastest: 0, main: null });
  expect(growth === null ? '' : forecastSentence(disk, growth)).toBe(
    'At the pace of the last days it is not full within ten years.',
  );
});

test('the picture ends where the disk is full', () => {
  const disk = { source: 'volume' as const, totalBytes: 20 * GB, freeBytes: 5 * GB };
  const growth = growthOf(
    history(24 * 10, () => GB / 48),
    tables,
  );
  if (growth === null) throw new Error('no growth');
  const at = new Date(begin + 10 * 86_400_000).toISOString();
  const picture = forecastPicture(disk, growth, at, { width: 1_000, height: 100 });
  expect(picture.now.y).toBe(25);
  // Ten days of growth by half a GB each, ten more until it is full, drawn with a twentieth to spare.
  expect(picture.fastest[1]?.y).toBe(0);
  expect(picture.fastest[1]?.x).toBeCloseTo(976, 0);
  expect(picture.past[0]).toEqual({ x: 0, y: expect.closeTo(50) });
});

test.each([
  [0, '0 B'],
  [900, '900 B'],
  [1_024, '1.0 kB'],
  [8.4 * 1_024 ** 2, '8.4 MB'],
  [212 * 1_024 ** 2, '212 MB'],
  [38.2 * GB, '38.2 GB'],
  [5_000 * 1_024 ** 4, '5000 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('growth has its sign', () => {
  expect([218 * 1_024 ** 2, 0.2, -1_024].map(formatGrowth)).toEqual(['+218 MB', '0', '−1.0 kB']);
});

test('days are left by the measured pace, not before ten minutes of it', () => {
  const rates = new Rates();
  const left = (minute: number, value: number) => rates.daysLeft('s', value, 14_400, new Date(begin + minute * 60_000));
  expect(left(0, 100)).toBeNull();
  expect(left(5, 150)).toBeNull();
  // Ten a minute: 14,400 take a day.
  expect(left(10, 200)).toBeCloseTo(1);
  expect(left(15, 10)).toBeNull();
  expect(left(40, 10)).toBeNull();
});
