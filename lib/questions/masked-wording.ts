import { type MaskRules, maskBeginning, NOT_SHOWN } from '#lib/privacy/mask.ts';

/** As much as is read of a question: by so much texts are told apart (`search.asked_text`). */
const READ = 2_000;

/**
 * The beginning of a question as it may be shown, embedded and grouped: the wording of a turn that asked it, personal data masked.
 * @param wording null when the turn is gone; then the normalised text stands for it, from which the dots of addresses are gone, so
 *   whatever has an @ in it counts as an address
 */
export function maskedWording(wording: string | null, normalized: string, rules: MaskRules): string {
  return maskBeginning(wording ?? normalized.replaceAll(/\S+@\S+/g, '[e-mail]'), READ - NOT_SHOWN, rules);
}
