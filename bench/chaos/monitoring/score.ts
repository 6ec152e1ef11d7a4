/** Of the faults, so many may be missed. */
const MISSED_AT_MOST = 1;

/** What a run came to. */
export type Score = {
  run: number;
  /** Culprits named first, with all that must stand beside. */
  first: number;
  inTime: number;
  /** Faults that were still told 90 s after they were mended. */
  lingering: number;
  /** Pages that were late or silent in a plight; null when they were not timed. */
  latePages: number | null;
  /** What the clean load showed; null when it was not run. */
  clean: { minutes: number; alarms: number; isWhole: boolean } | null;
};

/** The figure of a run, in which nothing is said of what was not done. */
export function figureOf({ run, first, inTime, lingering, latePages, clean }: Score): string {
  return [
    ...(run === 0
      ? []
      : [
          `${first} of ${run} culprits named first, ${inTime} in time`,
          `${lingering} still told after they were mended`,
        ]),
    ...(latePages === null ? ['pages not timed'] : [`${latePages} pages late or silent`]),
    clean === null ? 'clean load not run' : cleanWords(clean),
  ].join('; ');
}

/** Whether the goal is met, as far as the run went. */
export function isMet({ run, inTime, lingering, latePages, clean }: Score): boolean {
  const named = run === 0 || inTime >= Math.max(1, run - MISSED_AT_MOST);
  const isClean = clean === null || (clean.alarms === 0 && clean.isWhole);
  return named && lingering === 0 && (latePages ?? 0) === 0 && isClean;
}

function cleanWords({ minutes, alarms, isWhole }: NonNullable<Score['clean']>): string {
  const lacking = isWhole ? '' : ', though part of the load was never answered';
  return `${alarms} false alarms in ${minutes.toFixed(1)} clean minutes${lacking}`;
}
