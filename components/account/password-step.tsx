'use client';

import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { PasswordInput } from '#components/ui/input.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import type { Result } from '#lib/result.ts';

type PasswordStepProps<T> = {
  confirm: string;
  tone?: 'danger' | 'primary';
  send: (form: { password: string }) => Promise<Result<T>>;
  onDone: (value: T) => void;
  onLeave: () => void;
};

/** The password, given again before something about signing in is changed. */
export function PasswordStep<T>({ confirm, tone = 'primary', send, onDone, onLeave }: PasswordStepProps<T>) {
  const form = useSubmit((fields) => send({ password: String(fields.get('password') ?? '') }), onDone);
  return (
    <form method="post" onSubmit={form.onSubmit} className="flex max-w-[340px] flex-col gap-4" noValidate>
      <Field label="Your password" error={form.errorOf('password') ?? form.message}>
        <PasswordInput name="password" autoFocus />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" size={32} variant={tone} busy={form.busy}>
          {confirm}
        </Button>
        <Button size={32} variant="quiet" onClick={onLeave}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
