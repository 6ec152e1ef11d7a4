'use client';

import { useRef } from 'react';
import { NewPasswordField } from '#components/account/new-password-field.tsx';
import { Section } from '#components/layout/section.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { PasswordInput } from '#components/ui/input.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { changePasswordAction } from '#server/account/actions.ts';

export function PasswordPanel({ email }: { email: string }) {
  const toast = useToast();
  const ref = useRef<HTMLFormElement>(null);
  const form = useSubmit(
    (fields) =>
      changePasswordAction({
        current: String(fields.get('current') ?? ''),
        password: String(fields.get('password') ?? ''),
      }),
    () => {
      ref.current?.reset();
      toast({ tone: 'done', text: 'Password changed. You are signed out everywhere else.' });
    },
  );
  return (
    <Section title="Password" note="Changing it signs you out everywhere else.">
      <form ref={ref} method="post" onSubmit={form.onSubmit} className="flex max-w-[340px] flex-col gap-4" noValidate>
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <Field label="Present password" error={form.errorOf('current') ?? form.message}>
          <PasswordInput name="current" />
        </Field>
        <NewPasswordField label="New password" error={form.errorOf('password')} />
        <Button type="submit" size={32} className="self-start" busy={form.busy}>
          Change password
        </Button>
      </form>
    </Section>
  );
}
