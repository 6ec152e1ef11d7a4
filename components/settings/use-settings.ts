'use client';

import { useState } from 'react';
import { useToast } from '#components/ui/toast.tsx';
import { type Submission, useSubmit } from '#components/ui/use-submit.ts';
import { savedNote } from '#lib/settings/saved.ts';
import { type SettingName, type Settings, settingNames } from '#lib/settings/schema.ts';
import { saveSettingsAction } from '#server/settings/actions.ts';

type Values = Partial<Record<SettingName, unknown>>;

type SettingsSubmission = Submission & {
  /** The settings to fill the form with: as they were given, and after each save as they are stored. */
  shown: Settings;
  /** The form's key: another one once it no longer holds what is stored, so that it is filled anew. */
  round: number;
};

/**
 * A form of settings. It is saved as a change of what it shows, which a refresh of the page leaves as it is: else a value that
 * others have set since would be taken for one that was to be replaced.
 */
export function useSettings(
  given: Settings,
  valuesOf: (fields: FormData) => Values,
  onSaved?: () => void,
): SettingsSubmission {
  const toast = useToast();
  const [shown, setShown] = useState(given);
  const [round, setRound] = useState(0);
  const form = useSubmit(
    async (fields) => {
      const values = valuesOf(fields);
      const saved = await saveSettingsAction(values, shown);
      if (saved.ok && !holds(saved.value.settings, values)) setRound((last) => last + 1);
      return saved;
    },
    (saved) => {
      setShown(saved.settings);
      toast(savedNote(saved));
      onSaved?.();
    },
  );
  return { ...form, shown, round };
}

function holds(settings: Settings, values: Values): boolean {
  return settingNames.every(
    (name) => !Object.hasOwn(values, name) || JSON.stringify(settings[name]) === JSON.stringify(values[name]),
  );
}
