import { describe, expect, it } from 'vitest';
import { parseLogParams } from './params.ts';
import { readTimes, type TimeFields, timeFields } from './time-form.ts';

const none: TimeFields = { from: '', fromTime: '', to: '', toTime: '' };
const day = { year: 2026, month: 11, day: 18 };

describe('readTimes', () => {
  it('takes days alone as a window of whole days, the one left out from the other', () => {
    const window = { name: 'custom', from: day, to: day };
    expect(readTimes({ ...none, from: '2026-11-18' }, 'Asia/Dhaka')).toEqual({
      times: { window, from: null, to: null },
    });
    expect(readTimes({ ...none, to: '2026-11-18' }, 'Asia/Dhaka')).toEqual({ times: { window, from: null, to: null } });
    expect(readTimes(none, 'Asia/Dhaka')).toBeNull();
  });

  it.each([
    [{ from: '2026-11-18', fromTime: '14:00', to: '2026-11-18', toTime: '15:30' }, '08:15', '09:45'],
    [{ from: '2026-11-18', fromTime: '14:00', toTime: '15:30' }, '08:15', '09:45'],
    [{ to: '2026-11-18', fromTime: '14:00', toTime: '15:30' }, '08:15', '09:45'],
    [{ from: '2026-11-18', fromTime: '14:00' }, '08:15', '18:15'],
  ])('reads %j by the clocks of the zone', (fields, from, to) => {
    const times = { window: null, from: `2026-11-18T${from}:00Z`, to: `2026-11-18T${to}:00Z` };
    expect(readTimes({ ...none, ...fields }, 'Asia/Kathmandu')).toEqual({ times });
  });

  it('ends a day of 25 hours where the next begins', () => {
    const read = readTimes({ ...none, from: '2026-10-25', fromTime: '02:30' }, 'Europe/Berlin');
    expect(read).toEqual({ times: { window: null, from: '2026-10-25T00:30:00Z', to: '2026-10-25T23:00:00Z' } });
  });

  it.each([
    [{ fromTime: '14:00' }, 'Say on which day, with year, month and day.'],
    [{ from: '2026-02-30', toTime: '14:00' }, 'Say on which day, with year, month and day.'],
    [{ from: '2026-11-18', fromTime: 'noon' }, 'Give times as hour and minute, such as 14:30.'],
    [{ from: '2026-11-18', fromTime: '14:00', toTime: '14:00' }, 'It ends before it begins.'],
  ])('says what is wrong with %j', (fields, problem) => {
    expect(readTimes({ ...none, ...fields }, 'UTC')).toEqual({ problem });
  });
});

it('shows what the address says, and reads that again', () => {
  const now = new Date('2026-11-20T00:00:00Z');
  const times = { from: '2026-11-18T08:15:00Z', to: '2026-11-18T09:45:00Z' };
  const fields = timeFields(parseLogParams(times, now), 'Asia/Kathmandu');
  expect(fields).toEqual({ from: '2026-11-18', fromTime: '14:00', to: '2026-11-18', toTime: '15:30' });
  expect(readTimes(fields, 'Asia/Kathmandu')).toEqual({ times: { window: null, ...times } });
  const days = timeFields(parseLogParams({ from: '2026-11-17', to: '2026-11-18' }, now), 'UTC');
  expect(days).toEqual({ ...none, from: '2026-11-17', to: '2026-11-18' });
  expect(timeFields(parseLogParams({}, now), 'UTC')).toEqual(none);
});
