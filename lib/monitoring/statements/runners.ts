import { countOf } from '#lib/count.ts';
import type { PoolWork } from '#lib/monitoring/pool/figures.ts';
import { workWords } from '#lib/monitoring/pool/work-words.ts';

/** How often a statement was sent for one kind of work. */
export type PoolRun = Pick<PoolWork, 'route' | 'operation'> & { calls: number };

/** From this share of the calls on one alone is named. */
const MOSTLY = 0.9;

/** Who sends a statement, the most frequent first, in a line: `by Find contacts on /phonebook and 2 others`; empty of nobody. */
export function runnersWords(runners: readonly PoolRun[]): string {
  const [first, ...others] = runners;
  if (first === undefined) return '';
  const all = runners.reduce((sum, { calls }) => sum + calls, 0);
  if (others.length === 0) return `by ${workWords(first)}`;
  if (first.calls >= MOSTLY * all) return `mostly by ${workWords(first)}`;
  return `by ${workWords(first)} and ${countOf(others.length, 'other', 'others')}`;
}
