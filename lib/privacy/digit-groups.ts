/** Digits without anything between, and what stands before them since the group before (empty for the first of a run). */
export type Group = { start: number; end: number; digits: string; before: string };

/** The groups of digits of a folded text, in runs: within one, `separates` accepts the up to three units between neighbours. */
export function digitRuns(folded: string, separates: (between: string) => boolean): Group[][] {
  const runs: Group[][] = [];
  let run: Group[] = [];
  for (const { index, 0: digits } of folded.matchAll(/\d+/g)) {
    const last = run.at(-1);
    const between = last === undefined ? '' : folded.slice(last.end, Math.min(index, last.end + 4));
    const goesOn = between.length < 4 && between !== '' && separates(between);
    if (!goesOn && run.length > 0) {
      runs.push(run);
      run = [];
    }
    run.push({ start: index, end: index + digits.length, digits, before: goesOn ? between : '' });
  }
  return run.length > 0 ? [...runs, run] : runs;
}
