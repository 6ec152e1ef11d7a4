import { countOf } from '#lib/count.ts';

/**
 * What came of one decision about several groups, in one sentence.
 * @param what was to become of each: `pinned`
 * @param failures why it did not, a sentence for each group it did not
 */
export function decidedWords(decided: number, what: string, failures: readonly string[]): string {
  const groups = countOf(decided, 'group', 'groups');
  const [first] = failures;
  if (first === undefined) return `${groups} ${what}.`;
  return decided === 0 ? `Not ${what}: ${first}` : `${groups} ${what}, ${failures.length} not: ${first}`;
}
