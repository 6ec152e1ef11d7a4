import 'server-only';
import type { Reason } from '#lib/phonebook/contact.ts';
import { CONFIDENT } from '#lib/phonebook/decision.ts';
import type { Database } from '#server/core/db/prisma.ts';
import { type Candidate, findCandidates, findNearest } from './candidates.ts';
import { withConfidence } from './confidence.ts';
import { kindOf } from './kind.ts';
import { rank, type Scored } from './rank.ts';
import { type Query, readQuery } from './read-query.ts';
import { reasonsOf } from './reasons.ts';
import { findSimilar } from './similar.ts';
import { required, termsOf } from './terms.ts';
import { recordSearch } from './timings.ts';
import type { SearchWish } from './wish.ts';

/** Hits past this are not worth reading; the contract's `total` ends here too. */
export const MOST_HITS = 200;
/** Below it nobody is close enough to be a hit; those are only offered as the nearest. */
const FLOOR = 0.62;
const MOST_NEAREST = 8;
/** From here on the best hit answers the whole query, and looking for half answers would only cost. */
const GOOD = 0.8;

/** What the search is set to, for whoever measures its speed or its quality: there is no other setting of it. */
export const searchSettings = { hits: MOST_HITS, floor: FLOOR, 'looks further below': GOOD, confident: CONFIDENT };

/** Who fits: what the list needs of them. The entries themselves are read for those shown. */
export type Found = Pick<
  Candidate,
  'id' | 'full_name' | 'designation' | 'department' | 'division' | 'kind' | 'updated_at'
> & {
  score: number;
  confidence: number;
  why: Reason[];
};
export type SearchResult = {
  /** Best first, at most MOST_HITS. */
  hits: Found[];
  /** The nearest guesses where there is no hit. */
  nearest: Found[];
  query: Query | null;
};

/**
 * Everybody who fits the text. All ways of looking are asked and ranked together: exact id, e-mail, name and number stand
 * on top, then whoever answers most of the words best, as name, nickname, sound, slip, initial or role. Any text is
 * allowed, also none: then nobody fits.
 */
export async function searchContacts(db: Database, wish: SearchWish): Promise<SearchResult> {
  const began = performance.now();
  const query = await readQuery(db, wish);
  if (query === null) return { hits: [], nearest: [], query };
  const terms = termsOf(query.readings, query.narrowing);
  const candidates = await findCandidates(db, wish, query, terms);
  let ranked = rank(candidates, query);
  const further = (ranked[0]?.score ?? 0) < GOOD ? await lookFurther(db, wish, query, terms.some) : [];
  if (further.length > 0) ranked = rank(unique([...candidates, ...further]), query);
  if ((ranked[0]?.score ?? 0) < FLOOR && terms.lone !== null) {
    const lone = await findNearest(db, wish, query, terms.lone);
    ranked = rank(unique([...candidates, ...further, ...lone]), query);
  }
  recordSearch(kindOf(query, ranked[0]), performance.now() - began);
  const all = withConfidence(ranked.slice(0, MOST_HITS)).map(toFound);
  const hits = all.filter(({ score }) => score >= FLOOR);
  return { hits, nearest: hits.length === 0 ? all.slice(0, MOST_NEAREST) : [], query };
}

/** Who answers most of the words, and words that share only trigrams with what was typed. */
async function lookFurther(db: Database, wish: SearchWish, query: Query, some: string | null): Promise<Candidate[]> {
  const words = required(query.readings[0] ?? []).filter(({ kind, text }) => kind === 'word' && text.length >= 3);
  const similar = await findSimilar(db, words, query.narrowing);
  const terms = [some, similar].filter((term) => term !== null);
  return (await Promise.all(terms.map((term) => findNearest(db, wish, query, term)))).flat();
}

function unique(candidates: Candidate[]): Candidate[] {
  const seen = new Map<number, Candidate>();
  for (const candidate of candidates) if (!seen.has(candidate.id)) seen.set(candidate.id, candidate);
  return [...seen.values()];
}

function toFound(scored: Scored & { confidence: number }): Found {
  const { id, full_name, designation, department, division, kind, updated_at } = scored.candidate;
  const light = { id, full_name, designation, department, division, kind, updated_at };
  return { ...light, score: round(scored.score), confidence: round(scored.confidence), why: reasonsOf(scored) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
