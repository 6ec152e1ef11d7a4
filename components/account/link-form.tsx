'use client';

import { useState } from 'react';
import { NewPasswordField } from '#components/account/new-password-field.tsx';
import { SecondFactorForm } from '#components/account/second-factor-form.tsx';
import { PluggedButton } from '#components/layout/login-board.tsx';
import { Button } from '#components/ui/button.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { takeLinkAction } from '#server/account/actions.ts';

type LinkFormProps = { token: string; email: string; confirm: string };

/** A password by a link that opens once: for a first sign-in or in place of a forgotten one. */
export function LinkForm({ token, email, confirm }: LinkFormProps) {
  const [step, setStep] = useState<'password' | 'code'>('password');
  const enter = () => window.location.assign('/');
  const form = useSubmit(
    (fields) => takeLinkAction({ token, password: String(fields.get('password') ?? '') }),
    ({ next }) => (next === 'code' ? setStep('code') : enter()),
  );
  if (step === 'code') return <SecondFactorForm onDone={enter} onBack={() => window.location.assign('/login')} />;
  return (
    <form method="post" onSubmit={form.onSubmit} className="flex flex-col gap-5" noValidate>
      {/* Tells a password manager whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <NewPasswordField label="New password" error={form.errorOf('password') ?? form.message} />
      <PluggedButton>
        <Button type="submit" variant="primary" size={32} keys={['Enter']} busy={form.busy}>
          {confirm}
        </Button>
      </PluggedButton>
    </form>
  );
}
