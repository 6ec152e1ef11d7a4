'use client';

import { KeyRound } from 'lucide-react';
import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { type ShownOnce, ShownOnceDialog } from '#components/settings/shown-once-dialog.tsx';
import { Button, type ButtonVariant } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormEnd } from '#components/ui/form-end.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { keyDays } from '#lib/account/key-schema.ts';
import { type Scope, scopes } from '#lib/roles.ts';
import { createKeyAction } from '#server/settings/keys/actions.ts';

const scopeWords: Record<Scope, string> = {
  'phonebook:read': 'search and read the phonebook',
  'conversations:write': 'log what was said',
  'analytics:read': 'read the figures',
  'metrics:read': 'read the metrics for Prometheus',
};
const dayOptions = keyDays.map((days) => ({ value: String(days), label: days === 0 ? 'Never' : `In ${days} days` }));

/** Makes a key and shows it once. */
export function NewKeyDialog({ variant = 'primary' }: { variant?: ButtonVariant }) {
  return (
    <ShownOnceDialog
      trigger={
        <Button variant={variant} icon={<KeyRound size={15} />}>
          New key
        </Button>
      }
      title="New key"
      form={(onMade) => <NewKeyForm onMade={(key) => onMade(shownKey(key))} />}
    />
  );
}

function shownKey(key: string): ShownOnce {
  return {
    title: 'Take this key down',
    sentence: 'It is shown only now and kept nowhere. Put it where the program reads it.',
    secret: key,
    what: 'Key',
  };
}

function NewKeyForm({ onMade }: { onMade: (key: string) => void }) {
  const guarded = useRecentPassword();
  const form = useSubmit(
    (fields) =>
      guarded(() =>
        createKeyAction({
          name: String(fields.get('name') ?? ''),
          scopes: fields.getAll('scopes').map(String),
          days: Number(fields.get('days')),
        }),
      ),
    ({ key }) => onMade(key),
  );
  return (
    <form method="post" onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      <Field label="What is it for?" error={form.errorOf('name')}>
        <Input name="name" autoComplete="off" autoFocus placeholder="The chatbot" />
      </Field>
      <fieldset className="flex flex-col gap-1.5" aria-describedby={form.errorOf('scopes') && 'scopes-error'}>
        <legend className="mb-1.5 text-small text-ink-2">It may</legend>
        {scopes.map((scope) => (
          <Checkbox
            key={scope}
            name="scopes"
            value={scope}
            label={
              <>
                {scopeWords[scope]} <span className="font-mono text-small text-ink-3">{scope}</span>
              </>
            }
          />
        ))}
        {form.errorOf('scopes') && (
          <p id="scopes-error" role="alert" className="text-small text-crit">
            {form.errorOf('scopes')}
          </p>
        )}
      </fieldset>
      <Field label="It ends" error={form.errorOf('days')}>
        <NativeSelect name="days" defaultValue="365" options={dayOptions} />
      </Field>
      <FormEnd form={form} send="Make the key" />
    </form>
  );
}
