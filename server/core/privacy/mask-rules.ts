import 'server-only';
import { type MaskRules, maskRules } from '#lib/privacy/mask.ts';
import { getSettings } from '#server/core/settings/settings.ts';

let made: { of: string; rules: MaskRules } | undefined;

/** What is masked on display and export: e-mail addresses, numbers, cards and the admin's literals. Made once for each list of literals. */
export async function currentMaskRules(): Promise<MaskRules> {
  const literals = (await getSettings())['conversations.mask_literals'];
  const of = literals.join('\n');
  if (made?.of !== of) made = { of, rules: maskRules(literals) };
  return made.rules;
}
