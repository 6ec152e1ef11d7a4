import { getCountries } from 'libphonenumber-js/min';
import { z } from 'zod';
import { readLiteral } from '#lib/privacy/literal.ts';
import { roles } from '#lib/roles.ts';
import { isZone } from '#lib/time.ts';

/** ISO 3166 alpha-2 codes that libphonenumber can check numbers for. */
export const countries: readonly string[] = getCountries();

/** A pattern that could not be read would mask nothing, without a word. */
const maskLiteral = z
  .string()
  .trim()
  .superRefine((pattern, context) => {
    const read = readLiteral(pattern);
    if (typeof read === 'string') context.addIssue({ code: 'custom', message: `${pattern}: ${read}` });
  });

/** What an admin can set, with what holds until somebody does. Each has an effect; none waits for a later floor. */
export const settingsSchema = z.object({
  organisationName: z.string().trim().max(80, 'At most 80 characters.').default(''),
  organisationZone: z.string().refine(isZone, 'This is not a time zone such as Asia/Dhaka.').default('UTC'),
  defaultCountry: z
    .string()
    .trim()
    .toUpperCase()
    .refine((code) => countries.includes(code), 'This is not a country code such as BD.')
    .default('US'),
  requireSecondFactorFor: z.array(z.enum(roles)).default([]),
  /** What is kept of the address a turn's client came from. */
  'conversations.client_address': z.enum(['whole', 'truncated', 'hashed']).default('whole'),
  /** Whether personal data in messages is masked before it is stored. */
  'conversations.mask_at_ingest': z.boolean().default(false),
  /** Patterns to mask beside those built in. */
  'conversations.mask_literals': z.array(maskLiteral).max(200, 'At most 200 patterns.').default([]),
  /** How long turns are kept; null for ever. */
  'conversations.retention_days': z.int().min(1).max(36_500).nullable().default(null),
  /** How much the database may take of a disk that monitoring cannot see, in GB of 1,024; null for unknown. */
  diskBudgetGb: z
    .number('This is not a number of GB.')
    .min(0.1, 'At least 0.1 GB.')
    .max(1_000_000, 'At most 1,000,000 GB.')
    .nullable()
    .default(null),
  /** How much monitoring itself may keep, in GB of 1,024. Past it the oldest samples go first. */
  monitoringCapGb: z
    .number('This is not a number of GB.')
    .min(0.1, 'At least 0.1 GB.')
    .max(1_000, 'At most 1,000 GB.')
    .default(1),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;

/** The names in the order in which the page shows them. */
export const settingNames = settingsSchema.keyof().options;
