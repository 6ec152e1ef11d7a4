import 'server-only';
import { maskText } from '#lib/privacy/mask.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { currentMaskRules } from '#server/core/privacy/mask-rules.ts';

/** A text as somebody wrote it last, and normalised; no wording where the turn is gone. */
export type Worded = { wording: string | null; normalized: string };

/**
 * How a text is shown: in the wording of its youngest turn, personal data masked for everybody; the product itself reads
 * what is stored.
 */
export async function questionReader(actor: Actor): Promise<(text: Worded) => string> {
  const mask = await textMask(actor);
  return ({ wording, normalized }) => mask(wording ?? withoutAddresses(normalized));
}

/** Masks any other text for this reader: an answer, a name that somebody typed. */
export async function textMask(actor: Actor): Promise<(text: string) => string> {
  if (actor.kind === 'system') return (text) => text;
  const rules = await currentMaskRules();
  return (text) => maskText(text, rules).text;
}

/** The turn is gone and the dots are out of its text, so whatever has an @ in it counts as an address. */
function withoutAddresses(normalized: string): string {
  return normalized.replaceAll(/\S+@\S+/g, '[e-mail]');
}
