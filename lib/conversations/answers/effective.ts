import type { TurnState } from '#lib/measures/turn-filter.ts';

/** What everybody who may speak said of a turn; null: nothing. */
export type Testimony = {
  human: TurnState | null;
  sentinel: string | null;
  /** 0: not answered; any other number: answered; null: not reported. */
  reported: number | null;
  reportedExplicitly: boolean;
  phrases: TurnState | null;
  behaviour: TurnState | null;
  /** Whether the detectors have looked at it. */
  evaluated: boolean;
};

/**
 * The state of a turn: human > sentinel > reported by a caller that sent the field > phrases > reported by a legacy writer >
 * behaviour. When the detectors looked and nobody speaks, nothing speaks against it: answered; before that, unknown.
 */
export function effectiveState(said: Testimony): TurnState {
  const reported = said.reported === null ? null : reportedState(said.reported);
  return (
    said.human ??
    (said.sentinel === null ? null : 'unanswered') ??
    (said.reportedExplicitly ? reported : null) ??
    said.phrases ??
    reported ??
    said.behaviour ??
    (said.evaluated ? 'answered' : 'unknown')
  );
}

function reportedState(reported: number): TurnState {
  return reported === 0 ? 'unanswered' : 'answered';
}
