import { expect, test } from 'vitest';
import { type SettingsSaved, savedNote } from './saved.ts';
import { settingsSchema } from './schema.ts';

const settings = settingsSchema.parse({});

test('what was saved is told in a word, what was not with its name and who was first', () => {
  const note = (saved: Pick<SettingsSaved, 'changed' | 'overtaken' | 'by'>) => savedNote({ ...saved, settings });
  expect(note({ changed: [], overtaken: [], by: null })).toEqual({ tone: 'plain', text: 'Nothing was different.' });
  expect(note({ changed: ['diskBudgetGb'], overtaken: [], by: null })).toEqual({ tone: 'done', text: 'Saved.' });
  expect(note({ changed: [], overtaken: ['organisationZone'], by: 'Ada' })).toEqual({
    tone: 'failed',
    text: 'Not saved: the time zone. Ada changed that first; it is shown as it is now.',
  });
  expect(note({ changed: ['diskBudgetGb'], overtaken: ['defaultCountry'], by: null }).text).toBe(
    'Not saved: the country of phone numbers. Somebody else changed that first; it is shown as it is now. The rest is saved.',
  );
});
