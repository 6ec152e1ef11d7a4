import 'server-only';
import { type MaskRules, maskRules } from '#lib/privacy/mask.ts';
import { getSettings, lastSettings } from '#server/core/settings/settings.ts';

let made: { of: string; rules: MaskRules } | undefined;

/** What is masked on display and export: e-mail addresses, numbers, cards and the admin's literals. Made once for each list of literals. */
export async function currentMaskRules(): Promise<MaskRules> {
  return rulesOf((await getSettings())['conversations.mask_literals']);
}

/** The same by the settings as they were last seen, for what cannot wait; undefined before the first time. */
export function lastMaskRules(): MaskRules | undefined {
  const settings = lastSettings();
  return settings && rulesOf(settings['conversations.mask_literals']);
}

/** Whether turns are masked as they come, as far as is known. */
export function lastMaskAtIngest(): boolean {
  return lastSettings()?.['conversations.mask_at_ingest'] ?? true;
}

function rulesOf(literals: readonly string[]): MaskRules {
  const of = literals.join('\n');
  if (made?.of !== of) made = { of, rules: maskRules(literals) };
  return made.rules;
}
