import { describe, expect, it } from 'vitest';
import { dayKey, formatDayHeading, formatExact, formatInstant, formatSpan, isZone } from '#lib/time.ts';

const now = new Date('2026-11-18T17:42:00Z');

describe('an instant in words', () => {
  it('is read in the zone given, not in that of the machine', () => {
    const instant = new Date('2026-11-12T13:02:11Z');
    expect(formatInstant(instant, 'Asia/Kathmandu', 'clock', now)).toBe('18:47');
    expect(formatInstant(instant, 'UTC', 'moment', now)).toBe('12 Nov 2026, 13:02');
  });

  it('is as short as today allows', () => {
    const lately = (iso: string) => formatInstant(new Date(iso), 'UTC', 'lately', now);
    expect(lately('2026-11-18T00:05:00Z')).toBe('00:05');
    expect(lately('2026-11-17T23:59:00Z')).toBe('17 Nov');
    expect(lately('2025-11-18T17:42:00Z')).toBe('18 Nov 2025');
  });

  it('says how long ago in one unit', () => {
    const ago = (iso: string) => formatInstant(new Date(iso), 'UTC', 'ago', now);
    expect(ago('2026-11-18T17:41:58Z')).toBe('just now');
    expect(ago('2026-11-18T17:37:30Z')).toBe('4 min ago');
    expect(ago('2026-11-18T14:00:00Z')).toBe('3 h ago');
    expect(ago('2026-11-09T14:00:00Z')).toBe('9 days ago');
    expect(ago('2026-11-18T18:12:00Z')).toBe('in 30 min');
  });

  it('carries the exact instant for a hover', () => {
    expect(formatExact(new Date('2026-11-12T13:02:11.042Z'), 'Asia/Kathmandu')).toContain('18:47:11.042');
    expect(formatExact(new Date('2026-11-12T13:02:11.042Z'), 'Asia/Kathmandu')).toContain('2026-11-12T13:02:11.042Z');
  });
});

describe('a day', () => {
  it('turns over at midnight of the zone', () => {
    expect(dayKey(new Date('2026-11-18T20:00:00Z'), 'Asia/Kathmandu')).toBe('2026-11-19');
    expect(formatDayHeading(new Date('2026-11-18T20:00:00Z'), 'UTC', now)).toBe('Wednesday 18 November');
  });
});

describe('a span', () => {
  it('has at most two units', () => {
    expect(formatSpan(41_000)).toBe('41 s');
    expect(formatSpan(291_000)).toBe('4 min 51 s');
    expect(formatSpan(3_600_000)).toBe('1 h');
    expect(formatSpan(86_400_000)).toBe('1 day');
  });
});

it('knows a zone from a made-up name', () => {
  expect(isZone('Asia/Dhaka')).toBe(true);
  expect(isZone('Mars/Olympus')).toBe(false);
});
