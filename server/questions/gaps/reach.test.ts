import { beforeEach, expect, test, vi } from 'vitest';
import { type Reach, readWithin } from './reach.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

/** Reads that end by their time from this share on. */
function tooSlowFrom(share: number): { shares: number[]; read: (reach: Reach) => Promise<boolean> } {
  const shares: number[] = [];
  const read = async (reach: Reach) => {
    shares.push(reach.share);
    if (reach.share >= share) throw Object.assign(new Error('canceling statement'), { code: '57014' });
    return reach.inPart;
  };
  return { shares, read };
}

test('what takes too long is read in part, and tried wider the next time until all is read', async () => {
  const slow = tooSlowFrom(0.1);
  expect(await readWithin('a', slow.read)).toBe(true);
  expect(slow.shares).toEqual([1, 0.1, 0.01]);
  const better = tooSlowFrom(1);
  expect(await readWithin('a', better.read)).toBe(true);
  expect(better.shares).toEqual([0.1]);
  const well = tooSlowFrom(2);
  expect(await readWithin('a', well.read)).toBe(false);
  expect(await readWithin('a', well.read)).toBe(false);
  expect(well.shares).toEqual([1, 1]);
  expect(await readWithin('b', well.read), 'another has nothing to do with it').toBe(false);
});

test('what was read whole stands for an hour, and no longer', async () => {
  const slow = tooSlowFrom(1);
  expect(await readWithin('c', slow.read)).toBe(true);
  vi.setSystemTime(Date.now() + 59 * 60_000);
  expect(await readWithin('c', slow.read)).toBe(true);
  vi.setSystemTime(Date.now() + 60_000);
  expect(await readWithin('c', slow.read)).toBe(false);
});

test('what fails otherwise, or even at the least, is thrown', async () => {
  const never = tooSlowFrom(0);
  await expect(readWithin('d', never.read)).rejects.toThrow('canceling');
  expect(never.shares).toEqual([1, 0.1, 0.01]);
  const broken = vi.fn(() => Promise.reject(new Error('refused')));
  await expect(readWithin('d', broken)).rejects.toThrow('refused');
  expect(broken).toHaveBeenCalledTimes(1);
});
