'use client';

import { NewPasswordField } from '#components/account/new-password-field.tsx';
import { PluggedButton } from '#components/layout/login-board.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { claimSetupAction } from '#server/account/actions.ts';

/** Makes the first admin and signs them in. */
export function SetupForm({ token }: { token: string }) {
  const form = useSubmit(
    (fields) =>
      claimSetupAction({
        token,
        email: String(fields.get('email') ?? ''),
        name: String(fields.get('name') ?? ''),
        password: String(fields.get('password') ?? ''),
      }),
    () => window.location.assign('/'),
  );
  return (
    <form method="post" onSubmit={form.onSubmit} className="flex flex-col gap-5" noValidate>
      <Field label="Name" error={form.errorOf('name')}>
        <Input name="name" autoComplete="name" autoFocus required className="h-9" />
      </Field>
      <Field label="E-mail" error={form.errorOf('email')}>
        <Input name="email" type="email" autoComplete="username" required className="h-9" />
      </Field>
      <NewPasswordField error={form.errorOf('password') ?? form.message} />
      <PluggedButton>
        <Button type="submit" variant="primary" size={32} keys={['Enter']} busy={form.busy}>
          Make the first admin
        </Button>
      </PluggedButton>
      <p className="text-small text-ink-3">This page is gone once the first admin is made.</p>
    </form>
  );
}
