'use client';

import { useState } from 'react';
import { SecondFactorForm } from '#components/account/second-factor-form.tsx';
import { PluggedButton } from '#components/layout/login-board.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, PasswordInput } from '#components/ui/input.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { signInAction } from '#server/account/actions.ts';

/** E-mail and password, then the second factor where there is one. `after` is a path of this console. */
export function SignInForm({ after }: { after: string }) {
  const [step, setStep] = useState<'password' | 'code'>('password');
  // A whole new page: theme, zone and everything else of the person before is gone.
  const enter = () => window.location.assign(after);
  if (step === 'code') return <SecondFactorForm onDone={enter} onBack={() => setStep('password')} />;
  return <PasswordStep onDone={(next) => (next === 'code' ? setStep('code') : enter())} />;
}

function PasswordStep({ onDone }: { onDone: (next: 'done' | 'code') => void }) {
  const form = useSubmit(
    (fields) =>
      signInAction({
        email: String(fields.get('email') ?? ''),
        password: String(fields.get('password') ?? ''),
        keep: fields.get('keep') === 'on',
      }),
    (value) => onDone(value.next),
  );
  return (
    <form method="post" onSubmit={form.onSubmit} className="flex flex-col gap-5" noValidate>
      <Field label="E-mail" error={form.errorOf('email')}>
        <Input name="email" type="email" autoComplete="username" autoFocus required className="h-9" />
      </Field>
      <Field
        label="Password"
        error={form.errorOf('password') ?? form.message}
        hint="Forgotten? An admin of this server can reset it."
      >
        <PasswordInput name="password" required className="h-9" />
      </Field>
      <Checkbox name="keep" label="Keep me signed in here for 14 days" className="text-ink-2" />
      <PluggedButton>
        <Button type="submit" variant="primary" size={32} keys={['Enter']} busy={form.busy}>
          Sign in
        </Button>
      </PluggedButton>
      <p className="text-small text-ink-3">If your account has a second factor, it is asked next.</p>
    </form>
  );
}
