import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { absenceOf, decideGap, type GapSeen, type GapStanding } from './decide.ts';

const open: GapStanding = { closed: null, closedSessions: null, gone: false, worked: false };
const fixed: GapStanding = { ...open, closed: 'fixed', closedSessions: 40 };
const seen = (facts: Partial<GapSeen>): GapSeen => ({
  eligible: true,
  bounded: false,
  sessions: 0,
  since: { sessions: 0, turns: 0 },
  ...facts,
});

describe('a group without a gap', () => {
  test.each([
    [2, 'stays'],
    [3, 'appears'],
  ])('with %i sessions: %s', (sessions, verdict) => {
    expect(decideGap(null, seen({ sessions }))).toBe(verdict);
  });

  test('that is none of questions gets none', () => {
    expect(decideGap(null, seen({ sessions: 9, eligible: false }))).toBe('stays');
  });
});

describe('a closed gap', () => {
  test.each([
    [1, 1, 'stays'],
    [1, 2, 'stays'],
    [1, 3, 'reopens'],
    [2, 2, 'reopens'],
  ])('fixed, then %i sessions with %i failures: %s', (sessions, turns, verdict) => {
    expect(decideGap(fixed, seen({ sessions: 50, since: { sessions, turns } }))).toBe(verdict);
  });

  test.each([
    [5, 4, 'stays'],
    [5, 5, 'reopens'],
    [0, 2, 'stays'],
    [0, 3, 'reopens'],
  ])('not to be fixed at %i sessions, then %i more: %s', (closedSessions, sessions, verdict) => {
    const standing: GapStanding = { ...open, closed: 'wont_fix', closedSessions };
    expect(decideGap(standing, seen({ sessions: 50, since: { sessions, turns: sessions } }))).toBe(verdict);
  });

  test('never reopens without a failure after the closing, and always within three of a fix', () => {
    const counts = fc.nat({ max: 20 });
    fc.assert(
      fc.property(
        fc.constantFrom('fixed', 'wont_fix' as const),
        counts,
        counts,
        counts,
        counts,
        (closed, at, sessions, of, more) => {
          const turns = of === 0 ? 0 : of + more;
          const verdict = decideGap(
            { ...open, closed, closedSessions: at },
            seen({ sessions, since: { sessions: of, turns } }),
          );
          if (turns === 0) expect(verdict).toBe('stays');
          if (closed === 'fixed' && turns >= 3) expect(verdict).toBe('reopens');
        },
      ),
    );
  });
});

describe('an open gap', () => {
  test.each([
    [false, 3, 'stays'],
    [false, 2, 'vanishes'],
    [true, 1, 'stays'],
    [true, 0, 'vanishes'],
  ])('worked on: %s, with %i sessions: %s', (worked, sessions, verdict) => {
    expect(decideGap({ ...open, worked }, seen({ sessions }))).toBe(verdict);
  });

  test.each([
    [false, 0],
    [false, 2],
    [true, 0],
  ])('worked on: %s, stays with %i sessions where not all was read', (worked, sessions) => {
    expect(decideGap({ ...open, worked }, seen({ sessions, bounded: true }))).toBe('stays');
    expect(decideGap({ ...open, worked }, seen({ sessions, bounded: true, eligible: false }))).toBe('vanishes');
  });

  test('that has gone comes back when it is one again', () => {
    expect(decideGap({ ...open, gone: true }, seen({ sessions: 2 }))).toBe('stays');
    expect(decideGap({ ...open, gone: true }, seen({ sessions: 3 }))).toBe('returns');
  });
});

test.each([
  [true, 0, 'none'],
  [true, 2, 'few'],
  [true, 3, null],
  [false, 0, 'none'],
  [false, 9, 'no_question'],
])('a gap of a group of questions (%s) with %i sessions is away for: %s', (isQuestion, sessions, absence) => {
  expect(absenceOf(isQuestion, sessions)).toBe(absence);
});
