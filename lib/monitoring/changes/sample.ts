import { z } from 'zod';

/** What the part `changes` knows. */
export const changesSampleSchema = z.object({
  /** How many things are watched. */
  things: z.int(),
  /** How many changes of the last 24 hours are known. */
  lately: z.int(),
  /** The statement that lets the monitor's login see the settings that only superusers see; null when it does. */
  settingsMend: z.string().nullable(),
});
export type ChangesSample = z.infer<typeof changesSampleSchema>;
