import type { How } from './fit.ts';
import { isGivenName } from './nicknames.ts';
import type { Scored } from './rank.ts';
import type { Token } from './token.ts';

// How sharply scores tell apart, and the score of the guess that nobody of the directory is meant. Both were fitted on
// the half of the officials that `npm run eval` tunes on; the other half gives the figures it prints.
const SHARPNESS = 28;
const NOBODY = 0.79;
const MOST = 0.99;
/** A word that is a name by itself is another name sooner than a slip. */
const KNOWN_NAME = 0.1;
/** A middle name or initial more or less may be another person's. */
const INCOMPLETE = 0.15;
const DOUBT: Partial<Record<How, number>> = {
  nickname: 0.12,
  'pet form': 0.1,
  sounds: 0.07,
  'letters off': 0.08,
  initial: 0.03,
  'is initial': 0.1,
};

/** Each hit with the probability that it is the one meant: the share of its weight among all hits and nobody. */
export function withConfidence(ranked: readonly Scored[]): (Scored & { confidence: number })[] {
  const weights = ranked.map((scored) => Math.exp(SHARPNESS * evidence(scored)));
  const all = weights.reduce((sum, weight) => sum + weight, Math.exp(SHARPNESS * NOBODY));
  return ranked.map((scored, index) => ({ ...scored, confidence: Math.min(MOST, (weights[index] ?? 0) / all) }));
}

/** The score, less what this kind of likeness is short of proof: a nickname or a sound may be another person's very name. */
function evidence({ exact, matches, score, unanswered, unasked }: Scored): number {
  if (exact !== null && exact !== 'email starts' && exact !== 'id starts') return score + 0.15;
  const doubts = matches.map(({ fit, token }) =>
    fit.how === 'letter off' && isName(token) ? KNOWN_NAME : (DOUBT[fit.how] ?? 0),
  );
  const missing = unanswered.some(({ kind }) => kind === 'letter' || kind === 'word') || unasked > 0 ? INCOMPLETE : 0;
  return score - Math.max(0, missing, ...doubts);
}

function isName({ inNames, text }: Token): boolean {
  return inNames || isGivenName(text);
}
