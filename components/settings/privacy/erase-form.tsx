'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { type SubjectKind, subjectKinds, subjectWords } from '#lib/erasure/subject.ts';
import { createErasureAction } from '#server/settings/privacy/actions.ts';

const kinds = subjectKinds.map((kind) => ({ value: kind, label: subjectWords[kind].label }));

/** Whom to look for. The preview that follows changes nothing. */
export function EraseForm() {
  const [kind, setKind] = useState<SubjectKind>('email');
  const form = useSubmit(
    (fields) => createErasureAction({ kind, value: String(fields.get('value') ?? '') }),
    () => {},
  );
  return (
    <form method="post" onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      <div className="grid gap-4 sm:grid-cols-[180px_minmax(0,1fr)]">
        <Field label="What is given">
          <NativeSelect
            name="kind"
            value={kind}
            options={kinds}
            onChange={(event) => {
              const chosen = subjectKinds.find((one) => one === event.currentTarget.value);
              if (chosen !== undefined) setKind(chosen);
            }}
          />
        </Field>
        <Field label={subjectWords[kind].label} hint={subjectWords[kind].hint} error={form.errorOf('value')}>
          <Input name="value" autoComplete="off" maxLength={kind === 'session' ? undefined : 255} spellCheck={false} />
        </Field>
      </div>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" size={32} busy={form.busy}>
          Look what is held
        </Button>
        <p className="text-small text-ink-3">This reads everything and changes nothing.</p>
        {form.message && (
          <p role="alert" className="text-crit">
            {form.message}
          </p>
        )}
      </div>
    </form>
  );
}
