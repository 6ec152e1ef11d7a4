'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormEnd } from '#components/ui/form-end.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { SecretText } from '#components/ui/secret-text.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { createChannelAction } from '#server/monitoring/alerts/actions.ts';

const kinds = [
  { value: 'webhook', label: 'A webhook' },
  { value: 'email', label: 'E-mail' },
];
const severities = [
  { value: 'warn', label: 'Warnings and what is critical' },
  { value: 'crit', label: 'What is critical alone' },
];

/** Adds a channel. The secret of a webhook is shown once. */
export function NewChannelDialog({ canMail }: { canMail: boolean }) {
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const show = (next: boolean) => {
    setOpen(next);
    setSecret(null);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={show}
      trigger={
        <Button variant="primary" icon={<Plus size={15} />}>
          Add a channel
        </Button>
      }
      title={secret === null ? 'Add a channel' : 'Take this secret down'}
    >
      {secret === null ? (
        <ChannelFields canMail={canMail} onMade={(made) => (made === null ? show(false) : setSecret(made))} />
      ) : (
        <div className="flex flex-col gap-4">
          <p className="text-ink-2">
            It signs what is posted: the header <code className="font-mono">switchboard-signature</code> is{' '}
            <code className="font-mono wrap-anywhere">t=seconds,v1=HMAC-SHA256(secret, &quot;seconds.body&quot;)</code>.
            It is shown only now.
          </p>
          <SecretText text={secret} what="Secret" />
          <div className="flex justify-end">
            <Button size={32} variant="primary" onClick={() => show(false)}>
              Done
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function ChannelFields({ canMail, onMade }: { canMail: boolean; onMade: (secret: string | null) => void }) {
  const guarded = useRecentPassword();
  const [kind, setKind] = useState('webhook');
  const form = useSubmit(
    (fields) =>
      guarded(() =>
        createChannelAction({
          kind,
          name: String(fields.get('name') ?? ''),
          target: String(fields.get('target') ?? ''),
          leastSeverity: String(fields.get('leastSeverity') ?? ''),
          ...(kind === 'webhook' ? { allowPrivate: fields.get('allowPrivate') === 'yes' } : {}),
        }),
      ),
    ({ secret }) => onMade(secret),
  );
  return (
    <form method="post" onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      <Field label="Kind">
        <NativeSelect name="kind" value={kind} onChange={(event) => setKind(event.target.value)} options={kinds} />
      </Field>
      <Field label="Name" error={form.errorOf('name')}>
        <Input name="name" autoComplete="off" autoFocus placeholder="On-call" />
      </Field>
      {kind === 'webhook' ? (
        <>
          <Field label="Address" error={form.errorOf('target')}>
            <Input name="target" key="address" mono autoComplete="off" placeholder="https://hooks.example.org/alerts" />
          </Field>
          <Checkbox
            name="allowPrivate"
            value="yes"
            label="The address may be on our own network, also over plain http"
          />
        </>
      ) : (
        <Field
          label="Recipients"
          error={form.errorOf('target')}
          hint={canMail ? undefined : 'SMTP_URL is not set on this server: nothing can be sent until it is.'}
        >
          <Input name="target" key="recipients" autoComplete="off" placeholder="it@example.org, night@example.org" />
        </Field>
      )}
      <Field label="It gets">
        <NativeSelect name="leastSeverity" defaultValue="warn" options={severities} />
      </Field>
      <FormEnd form={form} send="Add it" />
    </form>
  );
}
