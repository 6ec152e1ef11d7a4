import 'server-only';
import type { Contact, Hit, Reason } from '#lib/phonebook/contact.ts';

/** Somebody whom at least one leg found, with the words of the entry as the index spells them. */
export type Candidate = {
  contact: Contact;
  legs: string[];
  numbers: { field: string; digits: string; whole: boolean }[];
  names: string[];
  roles: { designation: string; department: string; division: string };
};

// Chosen by hand for this slice; only their order is relied on.
const WHOLE_NAME_WORD = 0.92;
const NAME_PREFIX = 0.84;
const WHOLE_ROLE_WORD = 0.6;
const ROLE_PREFIX = 0.52;

/** The candidates as hits, best first; of equals the shorter name, then the alphabet. */
export function rankHits(candidates: Candidate[], words: string[]): Hit[] {
  return candidates
    .map((candidate) => toHit(candidate, words))
    .filter((hit) => hit.score > 0)
    .sort((a, b) => b.score - a.score || a.full_name.localeCompare(b.full_name) || a.id - b.id);
}

function toHit({ contact, legs, numbers, names, roles }: Candidate, words: string[]): Hit {
  const exact = exactMatch(legs);
  const spoken = wordMatch(words, names, roles);
  const dialled = numberMatch(numbers);
  const start = startMatch(legs);
  const parts = [exact, spoken, dialled, start].filter((part) => part.score > 0);
  const best = Math.max(0, ...parts.map((part) => part.score));
  const together = spoken.score > 0 && dialled.score > 0 ? 0.1 : 0;
  const score = Math.min(1, best + together);
  const seen = new Set<string>();
  const why = parts
    .flatMap((part) => part.why)
    .filter(({ field, reason }) => !seen.has(`${field} ${reason}`) && seen.add(`${field} ${reason}`));
  return { ...contact, score: round(score), confidence: round(Math.min(0.99, score)), why };
}

type Match = { score: number; why: Reason[] };
const nothing: Match = { score: 0, why: [] };

function exactMatch(legs: string[]): Match {
  if (legs.includes('id')) return { score: 1, why: [{ field: 'employee_id', reason: 'exact id' }] };
  if (legs.includes('email')) return { score: 1, why: [{ field: 'email', reason: 'exact e-mail' }] };
  if (legs.includes('name')) return { score: 0.99, why: [{ field: 'full_name', reason: 'exact name' }] };
  return nothing;
}

function startMatch(legs: string[]): Match {
  if (legs.includes('email starts')) return { score: 0.7, why: [{ field: 'email', reason: 'e-mail starts so' }] };
  if (legs.includes('id starts')) return { score: 0.5, why: [{ field: 'employee_id', reason: 'id starts so' }] };
  return nothing;
}

/** A whole number is as good as a name; an end of it the better the more digits it has. */
function numberMatch(numbers: Candidate['numbers']): Match {
  const best = numbers.toSorted((a, b) => Number(b.whole) - Number(a.whole) || b.digits.length - a.digits.length)[0];
  if (best === undefined) return nothing;
  if (best.whole) return { score: 0.98, why: [{ field: best.field, reason: `number ${best.digits}` }] };
  return {
    score: Math.min(0.9, 0.46 + 0.05 * best.digits.length),
    why: [{ field: best.field, reason: `ends ${best.digits}` }],
  };
}

/** The mean over the words of how well each fits; nothing when one fits nowhere. Words of the name left over cost a little. */
function wordMatch(words: string[], names: string[], roles: Candidate['roles']): Match {
  if (words.length === 0) return nothing;
  const fits = words.map((word) => fitOf(word, names, roles));
  const missing = fits.some((fit) => fit === null);
  if (missing) return nothing;
  const known = fits.filter((fit) => fit !== null);
  const mean = known.reduce((sum, fit) => sum + fit.score, 0) / known.length;
  const left = Math.max(0, new Set(names).size - known.filter((fit) => fit.field === 'full_name').length);
  const leads = names[0]?.startsWith(words[0] ?? '') === true ? 0.02 : 0;
  return { score: mean - 0.01 * Math.min(left, 6) + leads, why: known.map(({ field, reason }) => ({ field, reason })) };
}

function fitOf(word: string, names: string[], roles: Candidate['roles']): (Reason & { score: number }) | null {
  if (names.includes(word)) return { field: 'full_name', reason: `name ${word}`, score: WHOLE_NAME_WORD };
  if (names.some((name) => name.startsWith(word)))
    return { field: 'full_name', reason: `starts ${word}`, score: NAME_PREFIX };
  for (const field of ['designation', 'department', 'division'] as const) {
    const said = roles[field].split(' ');
    if (said.includes(word)) return { field, reason: `${field} ${word}`, score: WHOLE_ROLE_WORD };
    if (said.some((part) => part.startsWith(word)))
      return { field, reason: `${field} starts ${word}`, score: ROLE_PREFIX };
  }
  return null;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
