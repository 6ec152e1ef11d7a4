'use client';

import { useState } from 'react';
import { Section } from '#components/layout/section.tsx';
import { MaskTrial } from '#components/settings/privacy/mask-trial.tsx';
import { useSettings } from '#components/settings/use-settings.ts';
import { Button } from '#components/ui/button.tsx';
import { Checkbox, RadioGroup } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import type { Settings } from '#lib/settings/schema.ts';

const addressForms = [
  { value: 'whole', label: 'Whole', hint: '203.0.113.9' },
  { value: 'truncated', label: 'Its network', hint: '203.0.113.0/24; of IPv6 the /48' },
  { value: 'hashed', label: 'A keyed hash', hint: 'The same client is told again, and nobody can tell which it is' },
];

/** What is masked in turns, and what is kept of where they came from. */
export function MaskingForm({ settings }: { settings: Settings }) {
  const [typed, setTyped] = useState<string>();
  const form = useSettings(
    settings,
    (fields) => ({
      'conversations.mask_at_ingest': fields.has('mask_at_ingest'),
      'conversations.mask_literals': linesOf(patterns),
      'conversations.client_address': fields.get('client_address'),
    }),
    // What was typed while it was saved is not saved yet.
    () => setTyped((now) => (now === patterns ? undefined : now)),
  );
  const { shown } = form;
  const patterns = typed ?? shown['conversations.mask_literals'].join('\n');
  const fault = Object.entries(form.failure?.fieldErrors ?? {}).find(([field]) =>
    field.startsWith('conversations.mask_literals'),
  )?.[1];
  return (
    <form key={form.round} method="post" onSubmit={form.onSubmit} noValidate>
      <Section
        title="Masking"
        note="E-mail addresses, phone, card and account numbers are masked wherever people read or export turns. An admin may reveal a session; the audit log keeps that."
      >
        <div className="flex flex-col gap-4">
          <Field
            label="Further patterns, one a line"
            hint="# stands for a digit, @ for a letter, * for anything within a word."
            error={fault}
          >
            <Textarea
              mono
              rows={4}
              spellCheck={false}
              placeholder="CID-#####"
              value={patterns}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          </Field>
          <MaskTrial patterns={linesOf(patterns)} />
          <div>
            <Checkbox
              name="mask_at_ingest"
              defaultChecked={shown['conversations.mask_at_ingest']}
              aria-describedby="masked-before"
              label="Mask before storing, so that nobody can reveal it"
            />
            <p id="masked-before" className="mt-1 text-small text-ink-3">
              Turns posted over HTTP and imported ones are masked before they are stored. Those written straight to the
              table by SQL, and those stored before, are masked when shown, and an admin may reveal them.
            </p>
          </div>
        </div>
      </Section>
      <Section
        title="Client address"
        note="What is kept of the address a turn came from. Turns already stored, and those written straight to the table by SQL, stay as they are."
      >
        <RadioGroup
          legend="What is kept of a client address"
          hideLegend
          name="client_address"
          options={addressForms}
          defaultValue={shown['conversations.client_address']}
          column
        />
        <div className="mt-6 flex items-center gap-4">
          <Button type="submit" variant="primary" size={32} busy={form.busy}>
            Save
          </Button>
          {form.message && (
            <p role="alert" className="text-crit">
              {form.message}
            </p>
          )}
        </div>
      </Section>
    </form>
  );
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
