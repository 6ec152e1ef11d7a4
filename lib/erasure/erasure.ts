import { z } from 'zod';
import { subjectKinds } from '#lib/erasure/subject.ts';

export const erasureStates = ['previewing', 'previewed', 'erasing', 'erased', 'failed', 'discarded'] as const;
export type ErasureState = (typeof erasureStates)[number];

/** Whether the worker is at it, so that its page polls. */
export function isErasureAtWork(state: ErasureState): boolean {
  return state === 'previewing' || state === 'erasing';
}

/** What one store holds of a subject. `kept` says why an erasure leaves it there. */
const storeFoundSchema = z.object({
  store: z.string(),
  /** By what is counted: `{ turns: 3, sessions: 1 }`. */
  counts: z.record(z.string(), z.int()),
  /** Excerpts in which the subject and other personal data are masked. */
  examples: z.array(z.string()),
  kept: z.string().nullable(),
});
export type StoreFound = z.infer<typeof storeFoundSchema>;

export const foundSchema = z.array(storeFoundSchema);
export const erasedSchema = z.array(
  z.object({
    store: z.string(),
    counts: z.record(z.string(), z.int()),
    /** The tables it changed, with their schemas. */
    tables: z.array(z.string()),
  }),
);
export type StoreErased = z.infer<typeof erasedSchema>[number];

export const progressSchema = z.object({
  /** The store at work, `vacuum` at the end, `waiting` while something must end first, absent while the worker has not begun. */
  store: z.string().optional(),
  done: z.number().default(0),
  total: z.number().default(0),
});
export type ErasureProgress = z.infer<typeof progressSchema>;

/** An erasure as its page shows it. `value` is null once nothing is left to do. Instants are UTC. */
export const erasureSchema = z.object({
  id: z.int(),
  kind: z.enum(subjectKinds),
  value: z.string().nullable(),
  state: z.enum(erasureStates),
  found: foundSchema,
  erased: erasedSchema,
  progress: progressSchema,
  error: z.string().nullable(),
  askedBy: z.string(),
  createdAt: z.coerce.date(),
  erasedAt: z.coerce.date().nullable(),
});
export type Erasure = z.infer<typeof erasureSchema>;

/** All that stores count together. */
export function totalOf(stores: readonly { counts: Record<string, number> }[]): number {
  return stores.reduce((sum, { counts }) => sum + Object.values(counts).reduce((one, count) => one + count, 0), 0);
}
