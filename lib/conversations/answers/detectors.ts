import { z } from 'zod';

const detectorNames = ['sentinel', 'reported', 'phrases', 'behaviour', 'together'] as const;
export type DetectorName = (typeof detectorNames)[number];

/** Of the turns that people judged: `said` unanswered by the detector, `right` of them by the people's word too. */
export const qualitySchema = z.object({
  judged: z.number(),
  /** Turns that people call unanswered. */
  failures: z.number(),
  detectors: z.array(z.object({ detector: z.enum(detectorNames), said: z.number(), right: z.number() })),
});
export type Quality = z.infer<typeof qualitySchema>;

/** `94 %`, cut to whole percents, never rounded up to 100; null of nothing. */
export function percentOf(part: number, whole: number): string | null {
  return whole === 0 ? null : `${Math.floor((100 * part) / whole)} %`;
}
