import { type MaskRules, maskText } from '#lib/privacy/mask.ts';

/**
 * A question as it may be shown, embedded and grouped: the wording of a turn that asked it, personal data masked.
 * @param wording null when the turn is gone; then the normalised text stands for it, from which the dots of addresses are gone, so
 *   whatever has an @ in it counts as an address
 */
export function maskedWording(wording: string | null, normalized: string, rules: MaskRules): string {
  return maskText(wording ?? normalized.replaceAll(/\S+@\S+/g, '[e-mail]'), rules).text;
}
