import { z } from 'zod';

export const lampStates = ['ok', 'warn', 'crit', 'blind', 'stale'] as const;
export type LampState = (typeof lampStates)[number];

/** One lamp of the row. `blind` claims nothing: `reason` says why it cannot see. `value` stands beside a lamp that needs someone. */
export const lampSchema = z.object({
  id: z.enum(['postgres', 'pool', 'ingest', 'redis', 'lightrag', 'jobs']),
  name: z.string(),
  state: z.enum(lampStates),
  value: z.string().optional(),
  reason: z.string(),
  href: z.string(),
});
export type Lamp = z.infer<typeof lampSchema>;

/** What monitoring blames first, or why it cannot, for the line above every page; null when there is nothing, or nothing for this viewer. */
export const blameSchema = z.object({
  severity: z.enum(['warn', 'crit', 'blind']),
  sentence: z.string(),
  href: z.string(),
});
export type Blame = z.infer<typeof blameSchema>;

/** What `GET /api/lamps` answers. */
export const houseSchema = z.object({ lamps: z.array(lampSchema), blame: blameSchema.nullable() });
export type House = z.infer<typeof houseSchema>;

/** The word each form stands for; said to screen readers and on hover, so that colour never speaks alone. */
export const lampWords: Record<LampState, string> = {
  ok: 'works',
  warn: 'look at it today',
  crit: 'act now',
  blind: 'cannot see',
  stale: 'last known is old',
};

/**
 * The row as it was last measured, when it is old: only what cannot see stays as it is.
 * @param since what happened after it, as a sentence
 */
export function stale(lamps: readonly Lamp[], age: string, since: string): Lamp[] {
  return lamps.map((lamp) =>
    lamp.state === 'blind' ? lamp : { ...lamp, state: 'stale', value: age, reason: `Last seen ${age} ago. ${since}` },
  );
}
