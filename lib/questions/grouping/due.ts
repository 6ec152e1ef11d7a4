/** Fewer texts tell nothing of what all share, so they stay as the online path grouped them. */
export const FEWEST = 50;
/** Up to so many texts the groups are made anew whenever there are twice as many as the last time. */
const DOUBLING_UP_TO = 800;
const GROWTH = 0.1;

/**
 * Whether so many texts have come since the last re-cluster that the groups should be made anew: at 50, 100, 200 and so on up to
 * 800, from then on a tenth more.
 * @param grouped texts of the last time; 0 when there was none
 */
export function isRegroupDue(texts: number, grouped: number): boolean {
  if (texts < FEWEST) return false;
  if (grouped < FEWEST) return true;
  return texts - grouped >= grouped * (grouped < DOUBLING_UP_TO ? 1 : GROWTH);
}

/** Whether the mean of the corpus is to be set anew: when it was set from less than half the texts there are. */
export function isMeanStale(texts: number, meanTexts: number): boolean {
  return texts >= 2 * meanTexts;
}
