import { expect, it } from 'vitest';
import { groupingStateOf } from './grouping-state.ts';

const now = new Date('2026-11-18T18:42:00Z');
const well = {
  waiting: 0,
  waitingSince: null,
  embeddedAMinute: 900,
  trouble: null,
  workerSeconds: 3,
  step: null,
  done: 0,
  total: 0,
  regroupBeganAt: '2026-11-18T02:43:00Z',
  regroupedAt: '2026-11-18T02:44:00Z',
  regroupTrouble: null,
};

it('grouped to now while nothing waits, else to the first that does', () => {
  expect(groupingStateOf(well, now)).toEqual({
    groupedTo: now.toISOString(),
    waiting: 0,
    aMinute: null,
    regroup: {
      isRunning: false,
      share: null,
      beganAt: '2026-11-18T02:43:00Z',
      endedAt: '2026-11-18T02:44:00Z',
      trouble: null,
    },
    missing: null,
  });
  const late = { ...well, waiting: 4, waitingSince: '2026-11-18T18:30:00Z' };
  expect(groupingStateOf(late, now)).toMatchObject({
    groupedTo: '2026-11-18T18:30:00Z',
    waiting: 4,
    aMinute: 900,
    missing: null,
  });
  expect(groupingStateOf({ ...late, embeddedAMinute: 0 }, now).aMinute).toBeNull();
});

it('says that all are grouped anew while that runs', () => {
  const running = groupingStateOf({ ...well, step: 'group', done: 30, total: 120 }, now);
  expect(running.regroup).toMatchObject({ isRunning: true, share: 0.25 });
  const failed = { ...well, regroupTrouble: 'It was ended.' };
  expect(groupingStateOf(failed, now).regroup).toMatchObject({ isRunning: false, trouble: 'It was ended.' });
  expect(groupingStateOf({ ...failed, step: 'group' }, now).regroup.trouble).toBeNull();
});

it('names the gravest of what is wrong', () => {
  const absent = { ...well, trouble: 'The sentence model cannot be loaded.' };
  expect(groupingStateOf(absent, now).missing).toMatch(
    /by their letters alone.* The sentence model cannot be loaded\.$/,
  );
  const silent = { ...absent, workerSeconds: 240, waiting: 2 };
  expect(groupingStateOf(silent, now).missing).toContain('not been heard of for 4 min');
  expect(groupingStateOf({ ...silent, workerSeconds: null }, now).missing).toContain('heard of yet');
  expect(groupingStateOf({ ...silent, waiting: 0 }, now).missing).toContain('by their letters alone');
  expect(groupingStateOf({ ...well, regroupTrouble: 'It was ended.' }, now).missing).toContain('It was ended.');
});
