import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { judgeBehaviour } from '#lib/conversations/answers/behaviour.ts';
import { effectiveState } from '#lib/conversations/answers/effective.ts';
import { legacyFails } from '#lib/conversations/answers/legacy.ts';
import { builtInOnly, judgePhrases } from '#lib/conversations/answers/phrases.ts';
import { findSentinel } from '#lib/conversations/answers/sentinel.ts';

const FIXTURE = 'test/fixtures/conversations/log.jsonl';
const GATE = 0.99;

const turnSchema = z.object({
  session_id: z.string(),
  user_message: z.string(),
  assistant_response: z.string(),
  is_answered: z.int(),
  created_at: z.string(),
});
type Turn = z.infer<typeof turnSchema> & { id: string };
type Score = { detector: string; spoke: number; precision: number; recall: number };

/**
 * Precision and recall of "unanswered" of each detector against the file's own `is_answered`, which none of them sees.
 * @returns the gates missed: ours at least 0.99 in both
 */
export function runAnswers(
  parameters: readonly string[],
  say: (line: string) => void,
): { report: { turns: number; detectors: Score[] }; missed: string[] } {
  const file = parameters[parameters.indexOf('--log') + 1];
  const turns = readTurns(parameters.includes('--log') && file !== undefined ? file : FIXTURE);
  const again = behaviourOf(turns);
  const detectors = {
    sentinel: (turn: Turn) => findSentinel(turn.assistant_response) !== null,
    phrases: (turn: Turn) => judgePhrases(turn.assistant_response, builtInOnly)?.state === 'unanswered',
    behaviour: (turn: Turn) => again.has(turn.id),
    ours: (turn: Turn) => stateOf(turn, again) === 'unanswered',
    '17 phrases': (turn: Turn) => legacyFails(turn.assistant_response),
  };
  const scores = Object.entries(detectors).map(([detector, fails]) => scoreOf(detector, turns, fails));
  say(`${turns.length} turns, ${turns.filter((turn) => turn.is_answered === 0).length} of them unanswered\n`);
  say('detector        spoke  precision  recall');
  for (const { detector, spoke, precision, recall } of scores)
    say(
      `${detector.padEnd(12)}${String(spoke).padStart(9)}${precision.toFixed(4).padStart(11)}${recall.toFixed(4).padStart(8)}`,
    );
  const missed = scores
    .filter(({ detector, precision, recall }) => detector === 'ours' && !(precision >= GATE && recall >= GATE))
    .map(
      ({ precision, recall }) =>
        `ours: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, both at least ${GATE}`,
    );
  return { report: { turns: turns.length, detectors: scores }, missed };
}

function readTurns(file: string): Turn[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line, place) => ({ ...turnSchema.parse(JSON.parse(line)), id: String(place) }));
}

function behaviourOf(turns: readonly Turn[]): ReadonlySet<string> {
  const sessions = Map.groupBy(turns, (turn) => turn.session_id);
  return new Set(
    [...sessions.values()].flatMap((session) => [
      ...judgeBehaviour(
        session.map((turn) => ({ id: turn.id, at: Date.parse(`${turn.created_at}Z`), question: turn.user_message })),
      ).keys(),
    ]),
  );
}

function stateOf(turn: Turn, again: ReadonlySet<string>) {
  return effectiveState({
    human: null,
    sentinel: findSentinel(turn.assistant_response),
    reported: null,
    reportedExplicitly: false,
    phrases: judgePhrases(turn.assistant_response, builtInOnly)?.state ?? null,
    behaviour: again.has(turn.id) ? 'unanswered' : null,
    evaluated: true,
  });
}

function scoreOf(detector: string, turns: readonly Turn[], fails: (turn: Turn) => boolean): Score {
  const spoken = turns.filter(fails);
  const right = spoken.filter((turn) => turn.is_answered === 0).length;
  const wanted = turns.filter((turn) => turn.is_answered === 0).length;
  return { detector, spoke: spoken.length, precision: right / spoken.length, recall: right / wanted };
}
