import type { TurnState } from '#lib/measures/turn-filter.ts';

export type StateChange = { from: TurnState; to: TurnState };

/** How far a pass over the history is, and what it found: counts, most first, and up to twenty turns with their personal data masked. */
export type PassReport = {
  id: number;
  dry: boolean;
  state: 'waiting' | 'done' | 'cancelled';
  /** How many there were when it was asked for. */
  turns: number;
  lookedAt: number;
  counts: (StateChange & { count: number })[];
  examples: (StateChange & { id: string; sessionId: string; question: string; answer: string })[];
};
