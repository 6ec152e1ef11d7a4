import { describe, expect, it } from 'vitest';
import { decidingStep, evidenceOf, gapWords } from './evidence.ts';
import type { TurnDetail } from './turn-detail.ts';

const turn: TurnDetail = {
  id: '1',
  at: '2026-11-18T04:30:00Z',
  sessionId: 's',
  question: 'q',
  answer: 'a',
  state: 'unanswered',
  knowledgeBase: null,
  source: 'web',
  responseMs: null,
  clientIp: null,
  reported: null,
  reportedExplicitly: false,
  sentinel: null,
  phraseState: null,
  phraseRule: null,
  behaviourState: null,
  behaviourRule: null,
  behaviourTurn: null,
  humanState: null,
  humanBy: null,
  humanAt: null,
  rulesVersion: 1,
  mended: false,
};

describe('evidenceOf', () => {
  it('puts a report of the chatbot before the phrases and one of plain SQL after them', () => {
    const order = (more: Partial<TurnDetail>) => evidenceOf({ ...turn, ...more }).map(({ who }) => who);
    expect(order({ reported: 1, reportedExplicitly: true })).toEqual([
      'Person',
      'Sentinel',
      'Reported',
      'Phrases',
      'Behaviour',
    ]);
    expect(order({ reported: 1 })).toEqual(['Person', 'Sentinel', 'Phrases', 'Reported', 'Behaviour']);
    expect(order({})).toEqual(['Person', 'Sentinel', 'Phrases', 'Behaviour']);
  });

  it('lets the first that speaks decide', () => {
    const evidence = evidenceOf({
      ...turn,
      reported: 1,
      reportedExplicitly: true,
      sentinel: '[no-context]',
      phraseState: 'unanswered',
    });
    expect(evidence[decidingStep(evidence)]?.who).toBe('Sentinel');
    expect(decidingStep(evidenceOf(turn))).toBe(-1);
  });
});

describe('gapWords', () => {
  it('says two units at most, and nothing of a moment', () => {
    expect(gapWords('2026-11-18T04:30:00Z', '2026-11-18T04:31:56Z')).toBe('1 min 56 s later');
    expect(gapWords('2026-11-18T04:30:00Z', '2026-11-19T05:30:10Z')).toBe('1 d 1 h later');
    expect(gapWords('2026-11-18T04:30:00Z', '2026-11-18T05:30:00Z')).toBe('1 h later');
    expect(gapWords('2026-11-18T04:30:00Z', '2026-11-18T04:30:03Z')).toBeNull();
  });
});
