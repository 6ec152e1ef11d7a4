import { getCountries } from 'libphonenumber-js/min';
import { z } from 'zod';
import { roles } from '#lib/roles.ts';
import { isZone } from '#lib/time.ts';

/** ISO 3166 alpha-2 codes that libphonenumber can check numbers for. */
export const countries: readonly string[] = getCountries();

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
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;

/** The names in the order in which the page shows them. */
export const settingNames = settingsSchema.keyof().options;
