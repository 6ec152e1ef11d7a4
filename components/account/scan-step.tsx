'use client';

import { QrCode } from '#components/account/qr-code.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { finishSecondFactorAction } from '#server/account/actions.ts';

/** The QR code for an authenticator, and the first code that proves that it was taken. */
export function ScanStep({ uri, onDone, onLeave }: { uri: string; onDone: () => void; onLeave: () => void }) {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const form = useSubmit((fields) => finishSecondFactorAction({ code: String(fields.get('code') ?? '') }), onDone);
  return (
    <form method="post" onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      <p>Scan this with an authenticator on your phone, then write the six digits that it shows.</p>
      <QrCode text={uri} label="QR code for your authenticator" />
      <p className="flex flex-wrap items-center gap-2 text-small text-ink-2">
        Without a camera, type <code className="font-mono break-all text-ink-1">{secret}</code>
        <CopyButton text={secret} what="Secret" size={24} />
      </p>
      <Field label="Six digits" error={form.errorOf('code') ?? form.message} className="max-w-40">
        <Input name="code" mono inputMode="numeric" autoComplete="one-time-code" autoFocus />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" size={32} variant="primary" busy={form.busy}>
          Turn it on
        </Button>
        <Button size={32} variant="quiet" onClick={onLeave}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
