import { z } from 'zod';
import { contactFields } from '#lib/phonebook/fields.ts';
import { holdable } from '#lib/phonebook/text.ts';

/** What an operator says is wrong; `field` null: the entry as a whole. */
export const reportInputSchema = z.object({
  field: z.enum(contactFields).nullable().default(null),
  message: z
    .string()
    .transform((text) => holdable(text).trim())
    .pipe(z.string().min(3, 'Say what is wrong.').max(500, 'At most 500 characters.')),
});
export type ReportInput = z.infer<typeof reportInputSchema>;
