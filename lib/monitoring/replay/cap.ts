/** A full store is emptied so far, so that it is not full again with the next sample. */
const EMPTIED_TO = 0.9;

/** What everything else takes is counted up to this: a quarter of the cap is the samples', or none would be left to replay. */
const REST_AT_MOST = 0.75;

/**
 * From when on samples may stay so that all is within the cap again; null while it is.
 * @param hours what each hour's samples take, the oldest first @param rest what everything else takes
 */
export function lettingGoUntil(hours: readonly { at: Date; bytes: number }[], rest: number, cap: number): Date | null {
  let total = Math.min(rest, cap * REST_AT_MOST) + hours.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= cap) return null;
  let until: Date | null = null;
  for (const [place, { bytes }] of hours.entries()) {
    const next = hours[place + 1];
    if (next === undefined || total <= cap * EMPTIED_TO) break;
    total -= bytes;
    until = next.at;
  }
  return until;
}
