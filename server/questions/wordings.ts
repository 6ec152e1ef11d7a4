import 'server-only';
import { maskBeginning } from '#lib/privacy/mask.ts';
import { maskedWording } from '#lib/questions/masked-wording.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { currentMaskRules } from '#server/core/privacy/mask-rules.ts';

/** A text as somebody wrote it last, and normalised; no wording where the turn is gone. */
export type Worded = { wording: string | null; normalized: string };

/**
 * How a text is shown: in the wording of its youngest turn, personal data masked for everybody; the product itself reads
 * what is stored.
 */
export async function questionReader(actor: Actor): Promise<(text: Worded) => string> {
  if (actor.kind === 'system') return ({ wording, normalized }) => wording ?? normalized;
  const rules = await currentMaskRules();
  return ({ wording, normalized }) => maskedWording(wording, normalized, rules);
}

/** Masks any other text for this reader: a name that somebody typed, or the first `length` characters of an answer (`maskBeginning`). */
export async function textMask(actor: Actor): Promise<(text: string, length?: number) => string> {
  if (actor.kind === 'system') return (text) => text;
  const rules = await currentMaskRules();
  return (text, length = text.length) => maskBeginning(text, length, rules);
}
