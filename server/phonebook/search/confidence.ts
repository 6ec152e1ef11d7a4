import type { How } from './fit.ts';
import { isGivenName } from './nicknames.ts';
import type { Match, Scored } from './rank.ts';

// How sharply scores tell apart, and the score of the guess that nobody of the directory is meant. Both were fitted on
// the half of the officials that `npm run eval` tunes on; the other half gives the figures it prints.
const SHARPNESS = 28;
const NOBODY = 0.79;
const MOST = 0.99;
/** A word that is a name by itself is another name sooner than a slip, a beginning or part of a role. */
const KNOWN_NAME = 0.1;
/** A middle name or initial more or less may be another person's. */
const INCOMPLETE = 0.18;
/** A name, a role and a number are clues of their own: where two of them meet in one entry, chance is unlikely. */
const AGREEING = 0.06;
const DOUBT: Partial<Record<How, number>> = {
  nickname: 0.12,
  'pet form': 0.12,
  sounds: 0.1,
  'letters off': 0.1,
  'starts so': 0.12,
  initial: 0.08,
  'is initial': 0.12,
};

/** Each hit with the probability that it is the one meant: the share of its weight among all hits and nobody. */
export function withConfidence(ranked: readonly Scored[]): (Scored & { confidence: number })[] {
  const weights = ranked.map((scored) => Math.exp(SHARPNESS * evidence(scored)));
  const all = weights.reduce((sum, weight) => sum + weight, Math.exp(SHARPNESS * NOBODY));
  return ranked.map((scored, index) => ({ ...scored, confidence: Math.min(MOST, (weights[index] ?? 0) / all) }));
}

/** The score, less what this kind of likeness is short of proof: a nickname or a sound may be another person's very name. */
function evidence(scored: Scored): number {
  const { exact, score, matches, unanswered, unasked } = scored;
  if (exact !== null && exact !== 'email starts' && exact !== 'id starts') return score + 0.15;
  const missing = unanswered.some(({ kind }) => kind === 'letter' || kind === 'word') || unasked > 0 ? INCOMPLETE : 0;
  const doubt = Math.max(0, missing, ...matches.map((match) => doubtOf(match, isNamed(scored))));
  return cluesAgree(scored) ? score + AGREEING - doubt / 4 : score - doubt;
}

function doubtOf({ fit, token, field }: Match, named: boolean): number {
  const known = token.inNames || isGivenName(token.text);
  if (field !== 'full_name') return named && (known || fit.how !== 'same') ? KNOWN_NAME : 0;
  if (known && (fit.how === 'letter off' || fit.how === 'starts')) return KNOWN_NAME;
  return DOUBT[fit.how] ?? 0;
}

function cluesAgree(scored: Scored): boolean {
  const { matches, number, unanswered } = scored;
  if (unanswered.some(({ kind }) => kind === 'word')) return false;
  const roles = matches.filter(({ field }) => field !== 'full_name');
  const hasRole = roles.length > 1 || roles.some(({ token, fit }) => !token.inNames && fit.how === 'same');
  return [isNamed(scored), hasRole, number !== null].filter(Boolean).length > 1;
}

function isNamed({ matches }: Scored): boolean {
  return matches.some(({ field }) => field === 'full_name');
}
