import { describe, expect, test } from 'vitest';
import type { GapDetail } from './detail.ts';
import { dueWords } from './due.ts';
import { eventWords } from './event-words.ts';
import { evidenceOf } from './evidence.ts';
import { gapStateOf } from './gap.ts';

const now = new Date('2026-11-18T12:00:00Z');
const nobody = { text: '', by: null, at: null };

function gap(facts: Partial<Omit<GapDetail, 'row'>> & { row?: Partial<GapDetail['row']> }): GapDetail {
  const { row, ...rest } = facts;
  return {
    gone: false,
    absence: null,
    createdAt: '2026-09-20T00:00:00Z',
    firstFailedAt: '2026-09-20T00:00:00Z',
    lastFailedAt: '2026-11-18T10:00:00Z',
    closedAt: null,
    closedSessions: null,
    fixedAt: null,
    reason: null,
    since: { sessions: 0, turns: 0 },
    note: nobody,
    draft: nobody,
    events: [],
    history: [],
    rates: null,
    core: null,
    wordings: [],
    examples: [],
    answers: [],
    ...rest,
    row: {
      id: '1',
      groupId: '1',
      title: 'Where is it?',
      question: 'Where is it?',
      state: 'new',
      reopenedAt: null,
      assignee: null,
      due: null,
      sessions: 423,
      sessionsBefore: 455,
      atLeast: false,
      failing: 0.73,
      partial: 0,
      version: 1,
      alike: null,
      under: null,
      ...row,
    },
  };
}

const said = (of: GapDetail) =>
  evidenceOf(of, '30d', 'UTC', now)
    .map(({ text }) => text)
    .join('');

function reopened(evidence: string[], closedAt = '2026-11-04T09:00:00Z'): GapDetail {
  const details = {
    from: 'fixed',
    closedAt,
    turns: evidence.length,
    evidence: evidence.map((at, id) => ({ id: String(id), at, sessionId: null })),
  };
  const event = { id: '1', at: '2026-11-09T10:00:00Z', kind: 'reopened', by: null, undone: false, details };
  return gap({ row: { reopenedAt: event.at }, events: [event] });
}

describe('the evidence', () => {
  test('of an open gap counts its sessions', () => {
    expect(said(gap({}))).toBe('423 sessions got no answer in 30 days, the last one 2 h ago.');
    expect(said(gap({ row: { sessions: 5000, atLeast: true } }))).toMatch(/^At least 5,000 sessions/);
    expect(said(gap({ row: { sessions: 0 }, lastFailedAt: '2026-10-03T00:00:00Z' }))).toBe(
      'No session of the last 30 days; the last failure was on 3 Oct.',
    );
  });

  test.each([
    [['2026-11-09T08:00:00Z', '2026-11-08T07:00:00Z', '2026-11-07T10:00:00Z'], '3 failures on 7, 8 and 9 Nov'],
    [['2026-11-08T07:00:00Z', '2026-11-07T10:00:00Z'], '2 failures on 7 and 8 Nov'],
    [['2026-11-18T07:00:00Z', '2026-11-07T10:00:00Z'], '2 failures on 7 Nov and today'],
  ])('of one that came back says how long it was quiet: %s', (evidence, failures) => {
    expect(said(reopened(evidence))).toBe(`Quiet for 3 days after the fix, then ${failures}.`);
  });

  test('of failures on many days names the first and the last', () => {
    const days = ['07', '09', '11', '13'].map((day) => `2026-11-${day}T10:00:00Z`);
    expect(said(reopened(days))).toBe('Quiet for 3 days after the fix, then 4 failures between 7 Nov and 13 Nov.');
  });

  test('of a closed gap says what would bring it back', () => {
    expect(said(gap({ row: { state: 'fixed' }, closedAt: '2026-11-04T09:00:00Z' }))).toBe(
      'Fixed 4 Nov. No failure since.',
    );
    const failed = (turns: number) =>
      said(gap({ row: { state: 'fixed' }, closedAt: '2026-11-04T09:00:00Z', since: { sessions: 1, turns } }));
    expect(failed(1)).toBe(
      'Fixed 4 Nov. 1 failure since; one more of another session, or two more of the same, reopen it.',
    );
    expect(failed(2)).toBe('Fixed 4 Nov. 2 failures since; one more reopens it.');
    expect(
      said(
        gap({ row: { state: 'wont_fix' }, reason: 'Not ours', closedSessions: 12, since: { sessions: 4, turns: 9 } }),
      ),
    ).toBe('Not to be fixed: Not ours. It comes back when 8 more sessions get no answer.');
  });

  test.each([
    ['none', 'Nobody is without an answer any more, so it left the inbox by itself.'],
    ['few', 'Fewer than 3 sessions are without an answer, so it left the inbox by itself.'],
    ['no_question', 'Its group counts as no question, so it left the inbox by itself.'],
    [null, 'It left the inbox by itself.'],
  ] as const)('of one that left by itself says why: %s', (absence, words) => {
    expect(said(gap({ gone: true, absence }))).toBe(words);
  });
});

test('a due day presses from its own day on', () => {
  expect(dueWords('2026-11-20', '2026-11-18')).toEqual({ text: 'due 20 Nov', pressing: false });
  expect(dueWords('2026-11-18', '2026-11-18')).toEqual({ text: 'due today', pressing: true });
  expect(dueWords('2026-11-17', '2026-11-18')).toEqual({ text: 'overdue since 17 Nov', pressing: true });
});

test('a gap is closed before it is drafted, and drafted before it is assigned', () => {
  expect(gapStateOf({ closed: 'fixed', draft: 'x', assignee: 'a' })).toBe('fixed');
  expect(gapStateOf({ closed: null, draft: 'x', assignee: 'a' })).toBe('drafted');
  expect(gapStateOf({ closed: null, draft: ' ', assignee: 'a' })).toBe('assigned');
  expect(gapStateOf({ closed: null, draft: '', assignee: null })).toBe('new');
});

test('each event has words of its own', () => {
  const kinds = [
    'appeared',
    'assigned',
    'due',
    'drafted',
    'noted',
    'fixed',
    'wont_fix',
    'opened',
    'reopened',
    'vanished',
    'returned',
    'followed',
    'joined',
    'parted',
  ];
  const words = kinds.map((kind) => eventWords({ kind, details: {} }));
  expect(new Set(words).size).toBe(kinds.length);
  expect(words.filter((text, place) => text === kinds[place])).toEqual([]);
});

test('a gap that left says why it did; one that left before that was kept says no more than it knows', () => {
  const left = (absence?: 'no_question' | 'few' | 'none') =>
    eventWords({ kind: 'vanished', details: absence === undefined ? {} : { absence } });
  expect(left()).toBe('Left the inbox by itself');
  expect(left('no_question')).toBe('Left the inbox: its group counted as no question');
  expect(left('few')).toBe('Left the inbox: fewer than 3 sessions were without an answer');
  expect(left('none')).toBe('Left the inbox: its failures were gone');
});
