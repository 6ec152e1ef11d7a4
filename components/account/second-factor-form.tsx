'use client';

import { PluggedButton } from '#components/layout/login-board.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { verifyCodeAction } from '#server/account/actions.ts';

/** The step after the password: six digits, or a recovery code in the same field. */
export function SecondFactorForm({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const form = useSubmit((fields) => verifyCodeAction({ code: String(fields.get('code') ?? '') }), onDone);
  return (
    <form method="post" onSubmit={form.onSubmit} className="flex flex-col gap-5" noValidate>
      <Field
        label="Code of your authenticator"
        error={form.errorOf('code') ?? form.message}
        hint="Six digits. Without your device, write one of your recovery codes instead."
      >
        <Input
          name="code"
          mono
          autoFocus
          autoComplete="one-time-code"
          inputMode="text"
          spellCheck={false}
          className="h-9"
        />
      </Field>
      <PluggedButton>
        <Button type="submit" variant="primary" size={32} keys={['Enter']} busy={form.busy}>
          Sign in
        </Button>
      </PluggedButton>
      <Button variant="quiet" className="self-start" onClick={onBack}>
        Start again
      </Button>
    </form>
  );
}
