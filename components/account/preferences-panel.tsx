'use client';

import { useTransition } from 'react';
import { Section } from '#components/layout/section.tsx';
import { paintTheme } from '#components/layout/theme-keeper.tsx';
import { Field } from '#components/ui/field.tsx';
import { NativeSelect } from '#components/ui/input.tsx';
import { SegmentedControl } from '#components/ui/segmented-control.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { PreferencesForm } from '#lib/account/schema.ts';
import { noAnswer } from '#lib/result.ts';
import { parseTheme, type Theme } from '#lib/theme.ts';
import { savePreferencesAction } from '#server/account/actions.ts';

type PreferencesPanelProps = {
  theme: Theme;
  timeZone: string | null;
  organisationZone: string;
  zones: readonly string[];
};

const themeOptions = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'As the system' },
];

/** How it looks and in which zone times are read; kept at once. */
export function PreferencesPanel({ theme, timeZone, organisationZone, zones }: PreferencesPanelProps) {
  const toast = useToast();
  const [, start] = useTransition();
  const save = (form: PreferencesForm) =>
    start(async () => {
      const saved = await savePreferencesAction(form).catch(noAnswer);
      toast(saved.ok ? { tone: 'done', text: 'Kept.' } : { tone: 'failed', text: saved.message });
    });
  const zoneOptions = [
    { value: '', label: `The organisation’s: ${organisationZone}` },
    ...zones.map((zone) => ({ value: zone, label: zone })),
  ];
  return (
    <Section title="Display" note="For you alone, on every device.">
      <div className="flex flex-col gap-5">
        <div className="flex flex-col gap-1.5">
          <span aria-hidden="true" className="text-small text-ink-2">
            Theme
          </span>
          <SegmentedControl
            label="Theme"
            name="theme"
            options={themeOptions}
            defaultValue={theme}
            onChange={(value) => {
              const chosen = parseTheme(value);
              paintTheme(chosen);
              save({ theme: chosen });
            }}
          />
        </div>
        <Field label="Time zone" className="max-w-[340px]" hint="Times are shown in it; hover shows the exact instant.">
          <NativeSelect
            name="timeZone"
            options={zoneOptions}
            defaultValue={timeZone ?? ''}
            onChange={(event) => save({ timeZone: event.currentTarget.value || null })}
          />
        </Field>
      </div>
    </Section>
  );
}
