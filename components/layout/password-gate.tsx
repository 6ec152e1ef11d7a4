'use client';

import { createContext, type ReactNode, use, useCallback, useState } from 'react';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { PasswordInput } from '#components/ui/input.tsx';
import { fail, type Result } from '#lib/result.ts';

type Guarded = <T>(call: () => Promise<Result<T>>) => Promise<Result<T>>;

const GateContext = createContext<Guarded>((call) => call());

/**
 * For what asks for a password of the last ten minutes: runs the call, asks for the password in a dialog where the
 * server wants it, and runs the call again.
 */
export function useRecentPassword(): Guarded {
  return use(GateContext);
}

type GateProps = { confirm: (form: { password: string }) => Promise<Result<null>>; children: ReactNode };

/** Stands once around the console; `confirm` is the server's check. */
export function PasswordGate({ confirm, children }: GateProps) {
  const [waiting, setWaiting] = useState<(confirmed: boolean) => void>();
  const guarded: Guarded = useCallback(async (call) => {
    const first = await call();
    if (first.ok || first.code !== 'password_needed') return first;
    const confirmed = await new Promise<boolean>((resolve) => setWaiting(() => resolve));
    return confirmed ? call() : fail('password_needed', 'Nothing was changed: this asks for your password.');
  }, []);
  const settle = (confirmed: boolean) => {
    waiting?.(confirmed);
    setWaiting(undefined);
  };
  return (
    <GateContext value={guarded}>
      {children}
      <ConfirmDialog
        open={waiting !== undefined}
        onOpenChange={(open) => !open && settle(false)}
        title="Your password"
        description="This asks for your password, given in the last ten minutes."
        confirm="Continue"
        keep="Leave it"
        tone="primary"
        onConfirm={async (fields) => {
          const confirmed = await confirm({ password: String(fields.get('password') ?? '') });
          if (confirmed.ok) settle(true);
          return confirmed;
        }}
      >
        <Field label="Password">
          <PasswordInput name="password" required autoFocus />
        </Field>
      </ConfirmDialog>
    </GateContext>
  );
}
