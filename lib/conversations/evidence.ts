import type { TurnState } from '#lib/measures/turn-filter.ts';
import type { TurnDetail } from './turn-detail.ts';

/** One step of the ladder: who speaks, what it said (null: nothing), on what ground. */
export type Evidence = { who: string; said: TurnState | null; ground: string };

const reasons: Record<string, string> = {
  rephrased: 'asked again in other words',
  repeated: 'asked again in the same words',
};

/** What each detector and person said of a turn, in the order in which they count. The first that speaks decides. */
export function evidenceOf(turn: TurnDetail): Evidence[] {
  const reported = {
    who: 'Reported',
    said: reportedState(turn),
    ground: turn.reportedExplicitly ? 'by the chatbot' : 'written by plain SQL',
  };
  return [
    { who: 'Person', said: turn.humanState, ground: turn.humanBy === null ? 'no verdict yet' : 'by a colleague' },
    {
      who: 'Sentinel',
      said: turn.sentinel === null ? null : 'unanswered',
      ground: turn.sentinel ?? 'none in the answer',
    },
    ...(turn.reportedExplicitly ? [reported] : []),
    {
      who: 'Phrases',
      said: turn.phraseState,
      ground: turn.phraseRule === null ? 'none matched' : `rule ${turn.phraseRule}`,
    },
    ...(turn.reportedExplicitly || turn.reported === null ? [] : [reported]),
    {
      who: 'Behaviour',
      said: turn.behaviourState,
      ground: turn.behaviourRule === null ? 'not asked again' : (reasons[turn.behaviourRule] ?? turn.behaviourRule),
    },
  ];
}

function reportedState({ reported }: TurnDetail): TurnState | null {
  if (reported === null) return null;
  return reported === 0 ? 'unanswered' : 'answered';
}

/** The place of the step that decides; -1 when nobody spoke. */
export function decidingStep(evidence: readonly Evidence[]): number {
  return evidence.findIndex(({ said }) => said !== null);
}

/** `1 min 56 s later`: the gap between two turns in words, or null when they follow at once. */
export function gapWords(before: string, after: string): string | null {
  const seconds = Math.round((Date.parse(after) - Date.parse(before)) / 1000);
  if (seconds < 5) return null;
  const parts = [
    { size: 86_400, name: 'd' },
    { size: 3_600, name: 'h' },
    { size: 60, name: 'min' },
    { size: 1, name: 's' },
  ];
  const first = parts.findIndex(({ size }) => seconds >= size);
  let rest = seconds;
  const words = parts.slice(first, first + 2).flatMap(({ size, name }) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count} ${name}`];
  });
  return `${words.join(' ')} later`;
}
