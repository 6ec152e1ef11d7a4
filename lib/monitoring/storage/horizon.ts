import { z } from 'zod';
import { formatSpan } from '#lib/time.ts';
import type { horizonSchema } from './sample.ts';

/** A shorter transaction keeps nothing back that matters; of what does not say since when, its age in transactions speaks. */
const NAMED_SECONDS = 60;
const NAMED_AGE = 10_000;

export const oldestViewSchema = z.object({
  /** In transactions. */
  age: z.number(),
  who: z.string(),
  /** How long it has lasted; null where Postgres does not say. */
  seconds: z.number().nullable(),
});
export type OldestView = z.infer<typeof oldestViewSchema>;

/** How far back rows are needed, and who is to be named for it: nobody who came only now. */
export function horizonOf(oldest: OldestView | null): z.infer<typeof horizonSchema> {
  if (oldest === null || oldest.age === 0) return { age: 0, holder: null };
  const { age, who, seconds } = oldest;
  if (seconds === null) return { age, holder: age >= NAMED_AGE ? who : null };
  return { age, holder: seconds >= NAMED_SECONDS ? `${who}, for ${formatSpan(seconds * 1_000)}` : null };
}
