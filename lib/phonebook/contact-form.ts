import { z } from 'zod';
import { type ContactField, kinds } from '#lib/phonebook/fields.ts';
import { numberError } from '#lib/phonebook/numbers.ts';
import { holdable, oneLine } from '#lib/phonebook/text.ts';

const line = (longest = 200) =>
  z
    .string()
    .nullable()
    .default(null)
    .transform((value) => (value === null ? null : oneLine(value)))
    .refine((value) => value === null || value.length <= longest, `At most ${longest} characters.`);
const number = () =>
  line(100).superRefine((value, context) => {
    const error = value === null ? null : numberError(value);
    if (error !== null) context.addIssue({ code: 'custom', message: error });
  });
const address = () => line().refine((value) => value === null || ADDRESS.test(value), 'This is not an e-mail address.');

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]{2,}$/u;

/** What a person types about an entry: trimmed, empty is null, numbers kept as typed. */
export const contactInputSchema = z.object({
  full_name: line()
    .refine((value) => value !== null, 'An entry needs a full name.')
    .transform((value) => value ?? ''),
  first_name: line(),
  last_name: line(),
  designation: line(),
  department: line(),
  division: line(),
  telephone: number(),
  pabx: number(),
  ip_phone: number(),
  mobile: number(),
  email: address(),
  group_email: address(),
  employee_id: line(100),
  kind: z.enum(kinds).default('person'),
  notes: z
    .string()
    .nullable()
    .default(null)
    .transform((value) => (value === null ? null : holdable(value).trim() || null))
    .refine((value) => value === null || value.length <= 2000, 'At most 2,000 characters.'),
});
export type ContactInput = z.infer<typeof contactInputSchema>;

/** Changes of some fields of an entry: only the fields given are checked and written. */
export const contactPatchSchema = z.record(z.string(), z.string().nullable()).transform((given, context) => {
  const patch: Partial<Record<ContactField, string | null>> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = contactInputSchema.keyof().safeParse(name);
    if (!field.success) continue;
    const parsed = contactInputSchema.shape[field.data].safeParse(value);
    if (parsed.success) patch[field.data] = parsed.data;
    else context.addIssue({ code: 'custom', path: [name], message: parsed.error.issues[0]?.message ?? 'Not usable.' });
  }
  return patch;
});
export type ContactPatch = z.infer<typeof contactPatchSchema>;
