import { z } from 'zod';
import { roles } from '#lib/roles.ts';
import { themes } from '#lib/theme.ts';
import { isZone } from '#lib/time.ts';

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'This address is too long.')
  .pipe(z.email('Write an address such as name@example.org.'));
const name = z.string().trim().min(1, 'Write a name.').max(120, 'Use at most 120 characters.');
const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
// Rules of its own are told by passwordFault; here only what keeps nonsense out.
const newPassword = z.string().min(1, 'Choose a password.').max(1024, 'Use at most 256 characters.');
const givenPassword = z.string().min(1, 'Give your password.').max(1024, 'The password is wrong.');

export const signInForm = z.strictObject({ email, password: givenPassword, keep: z.boolean() });
export const codeForm = z.strictObject({
  code: z.string().trim().min(6, 'Six digits, or a recovery code.').max(40, 'Six digits, or a recovery code.'),
});
export const setupForm = z.strictObject({ token, email, name, password: newPassword });
export const linkForm = z.strictObject({ token, password: newPassword });
export const linkToken = token;
export const changePasswordForm = z.strictObject({ current: givenPassword, password: newPassword });
export const confirmForm = z.strictObject({ password: givenPassword });
export const inviteForm = z.strictObject({ email, name, role: z.enum(roles) });
export const newUserForm = inviteForm.extend({ password: newPassword });
export const userId = z.uuid();
export const roleForm = z.strictObject({ userId, role: z.enum(roles) });
export const sessionId = z.uuid();
export const preferencesForm = z.strictObject({
  theme: z.enum(themes).optional(),
  timeZone: z.string().refine(isZone, 'Choose a zone from the list.').nullable().optional(),
});

export type SetupForm = z.infer<typeof setupForm>;
export type LinkForm = z.infer<typeof linkForm>;
export type InviteForm = z.infer<typeof inviteForm>;
export type NewUserForm = z.infer<typeof newUserForm>;
export type PreferencesForm = z.infer<typeof preferencesForm>;

/** A link to hand to one person, shown once: only its hash is kept. */
export type HandedLink = { userId: string; path: string; goodForMs: number };
