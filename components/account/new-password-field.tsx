import { Field } from '#components/ui/field.tsx';
import { PasswordInput } from '#components/ui/input.tsx';
import { MIN_PASSWORD_LENGTH } from '#lib/account/password.ts';

/** A new password; its rules are checked on the server and come back as one sentence. */
export function NewPasswordField({ label = 'Password', error }: { label?: string; error?: string }) {
  return (
    <Field
      label={label}
      error={error}
      hint={`At least ${MIN_PASSWORD_LENGTH} characters, any you like; common ones are refused.`}
    >
      <PasswordInput name="password" autoComplete="new-password" required className="h-9" />
    </Field>
  );
}
