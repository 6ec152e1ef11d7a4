'use client';

import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { Time } from '#components/ui/time.tsx';
import type { TypedText } from '#lib/questions/gaps/detail.ts';
import { type TextField, useAutosave } from './use-autosave.ts';

type FieldProps = TextField & {
  label: string;
  placeholder: string;
  given: TypedText;
  zone: string;
};

/** Where the key that leads to a text finds it. */
export function typedFieldId(gap: string, field: 'draft' | 'note'): string {
  return `gap-${gap}-${field}`;
}

/** A text that keeps itself while one writes; Escape leaves it. */
export function TypedField({ gap, title, field, label, placeholder, given, zone }: FieldProps) {
  const { text, type, saving, saved, settle, flush } = useAutosave({ gap, title, field }, given);
  return (
    <div id={typedFieldId(gap, field)}>
      <Field label={label}>
        <Textarea
          value={text}
          className="min-h-14"
          maxLength={10_000}
          placeholder={placeholder}
          onChange={(event) => type(event.currentTarget.value)}
          onBlur={flush}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
      </Field>
      <div role="status" className="mt-1 flex min-h-5 flex-wrap items-center gap-2 text-small text-ink-2">
        {saving.state === 'saved' && saved.at !== null && (
          <span>
            {saved.by === null ? 'saved ' : `${saved.by}, `}
            <Time value={`${saved.at.replace(' ', 'T')}Z`} zone={zone} style="ago" />
          </span>
        )}
        {saving.state === 'typed' && <span>not saved yet</span>}
        {saving.state === 'saving' && <span>saving</span>}
        {saving.state === 'failed' && (
          <>
            <span className="text-crit">{saving.message}</span>
            <Button size={24} onClick={flush}>
              Try now
            </Button>
          </>
        )}
        {saving.state === 'conflict' && (
          <div className="w-full border-l-2 border-chart-2 pl-3">
            <p className="text-ink-1">
              Not saved: {saving.by ?? 'somebody'} wrote here first. Compare the two and choose.
            </p>
            <p className="my-1 whitespace-pre-wrap wrap-anywhere">
              {saving.text === '' ? 'Theirs is empty.' : saving.text}
            </p>
            <span className="flex gap-2">
              <Button size={24} onClick={() => settle('theirs')}>
                Take theirs
              </Button>
              <Button size={24} onClick={() => settle('mine')}>
                Keep mine
              </Button>
            </span>
          </div>
        )}
      </div>
    </div>
  );
}
