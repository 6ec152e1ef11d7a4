import { z } from 'zod';
import { countOf } from '#lib/count.ts';
import { workWords } from '#lib/monitoring/pool/work-words.ts';
import { listOf } from '#lib/monitoring/sessions/words.ts';

export const poolRunSchema = z.object({
  route: z.string().nullable(),
  operation: z.string().nullable(),
  calls: z.int(),
});
/** How often a statement was sent for one kind of work. */
export type PoolRun = z.infer<typeof poolRunSchema>;

/** From this share of the calls on one alone is named. */
const MOSTLY = 0.9;
const NAMED = 3;

/** Who sends a statement, the most frequent first, in a line: `by Find contacts on /phonebook and 2 others`; empty of nobody. */
export function runnersWords(runners: readonly PoolRun[]): string {
  const [first, ...others] = runners;
  if (first === undefined) return '';
  const all = runners.reduce((sum, { calls }) => sum + calls, 0);
  if (others.length === 0) return `by ${workWords(first)}`;
  if (first.calls >= MOSTLY * all) return `mostly by ${workWords(first)}`;
  return `by ${workWords(first)} and ${countOf(others.length, 'other', 'others')}`;
}

/**
 * The same as a sentence that names three of them: `It is run by Find contacts on /phonebook and the job import.apply.`; empty where
 * nobody said what the work was.
 */
export function runBySentence(runners: readonly PoolRun[]): string {
  const known = runners.filter(({ route, operation }) => route !== null || operation !== null);
  const [first] = known;
  if (first === undefined) return '';
  const all = runners.reduce((sum, { calls }) => sum + calls, 0);
  if (known.length > 1 && first.calls >= MOSTLY * all) return `It is run mostly by ${workWords(first)}.`;
  const more = known.length - NAMED;
  const others = more > 0 ? [countOf(more, 'other', 'others')] : [];
  return `It is run by ${listOf([...known.slice(0, NAMED).map(workWords), ...others])}.`;
}
