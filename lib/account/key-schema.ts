import { z } from 'zod';
import { scopes } from '#lib/roles.ts';

/** How long a new key is good for, in days; 0 is for ever. */
export const keyDays = [30, 90, 365, 0] as const;

export const newKeyForm = z.strictObject({
  name: z.string().trim().min(1, 'Say what the key is for.').max(80, 'Use at most 80 characters.'),
  scopes: z.array(z.enum(scopes)).min(1, 'Choose at least one scope.'),
  days: z.union(keyDays.map((days) => z.literal(days))),
});
export const keyId = z.uuid();
