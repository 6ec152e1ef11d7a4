import type { SettingName, Settings } from './schema.ts';

/** What became of a wish to change settings. */
export type SettingsSaved = {
  changed: SettingName[];
  /** Not changed, because somebody else had since they were shown. */
  overtaken: SettingName[];
  /** Who was the last of them; null for somebody without a name. */
  by: string | null;
  /** As they are stored now. */
  settings: Settings;
};

const words: Record<SettingName, string> = {
  organisationName: 'the name of the organisation',
  organisationZone: 'the time zone',
  defaultCountry: 'the country of phone numbers',
  requireSecondFactorFor: 'who needs a second factor',
  'conversations.client_address': 'what is kept of a client address',
  'conversations.mask_at_ingest': 'masking before storing',
  'conversations.mask_literals': 'the further patterns',
  'conversations.retention_days': 'how long turns are kept',
  diskBudgetGb: 'the disk budget',
  monitoringCapGb: 'the room for monitoring',
};

/** What to tell whoever saved, in whole sentences. */
export function savedNote({ changed, overtaken, by }: SettingsSaved): {
  tone: 'done' | 'failed' | 'plain';
  text: string;
} {
  if (overtaken.length > 0) {
    const names = overtaken.map((name) => words[name]).join(', ');
    const rest = changed.length === 0 ? '' : ' The rest is saved.';
    const text = `Not saved: ${names}. ${by ?? 'Somebody else'} changed that first; it is shown as it is now.${rest}`;
    return { tone: 'failed', text };
  }
  return changed.length === 0 ? { tone: 'plain', text: 'Nothing was different.' } : { tone: 'done', text: 'Saved.' };
}
