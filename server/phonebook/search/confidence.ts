import type { How } from './fit.ts';
import { isGivenName } from './nicknames.ts';
import type { Match, Scored } from './rank.ts';

// How sharply scores tell apart, the score of the guess that nobody of the directory is meant, and how often each kind of
// likeness is another person's very name. All were fitted on the half of the officials that `npm run eval` tunes on; the
// other half gives the figures it prints, degree by degree.
const SHARPNESS = 28;
const NOBODY = 0.76;
const MOST = 0.99;
/** An exact hit leaves the merely begun ones behind. */
const EXACTLY = 0.15;
/** A name, a role and a number are clues of their own: where two of them meet in one entry, chance is unlikely. */
const AGREEING = 0.06;
/** A word that is a name by itself is another name sooner than a slip, a beginning or part of a role. */
const KNOWN_NAME = 0.24;
/** A middle name or initial more or less may be another person's. */
const INCOMPLETE = 0.22;
const DOUBT: Partial<Record<How, number>> = {
  nickname: 0.22,
  'pet form': 0.26,
  sounds: 0.24,
  'letters off': 0.24,
  'starts so': 0.3,
  initial: 0.21,
  'is initial': 0.35,
};

/**
 * Each hit with the probability that it is the one meant: the share of its weight among all hits and nobody, less the
 * chance that what is only like the name said is somebody else's.
 */
export function withConfidence(ranked: readonly Scored[]): (Scored & { confidence: number })[] {
  const weights = ranked.map((scored) => Math.exp(SHARPNESS * evidence(scored)));
  const all = weights.reduce((sum, weight) => sum + weight, Math.exp(SHARPNESS * NOBODY));
  return ranked.map((scored, index) => ({
    ...scored,
    confidence: Math.min(MOST, ((weights[index] ?? 0) / all) * trustIn(scored)),
  }));
}

function evidence(scored: Scored): number {
  if (isExact(scored)) return scored.score + EXACTLY;
  return cluesAgree(scored) ? scored.score + AGREEING : scored.score;
}

function isExact({ exact }: Scored): boolean {
  return exact !== null && exact !== 'email starts' && exact !== 'id starts';
}

/** How far the likeness itself may be relied on, between 0 and 1; where clues of two kinds meet, nearly whole. */
function trustIn(scored: Scored): number {
  if (isExact(scored)) return 1;
  const { matches, unanswered, unasked } = scored;
  const missing = unanswered.some(({ kind }) => kind === 'letter' || kind === 'word') || unasked > 0 ? INCOMPLETE : 0;
  const named = isNamed(scored);
  const doubts = [missing, ...matches.map((match) => doubtOf(match, named))].toSorted((a, b) => b - a);
  const [first = 0, second = 0] = doubts;
  const trust = (1 - first) * (1 - second / 3);
  return cluesAgree(scored) ? 1 - (1 - trust) / 4 : trust;
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
