import { z } from 'zod';
import { builtInRules } from './built-in.ts';
import { foldText } from './fold.ts';
import { literalVerdicts, literalWeight } from './literal.ts';
import type { RuleSet } from './phrases.ts';

/** Fewer characters of its own than this, and a literal would be found in almost every answer. */
const LEAST_WEIGHT = 2;

/** The languages a literal can be filed under: `any`, and those that built-in rules know. */
export const ruleLanguages: readonly string[] = ['any', ...new Set(builtInRules.map(({ language }) => language))];

const literalFields = {
  pattern: z
    .string()
    .transform((text) => text.replaceAll(/\s+/gu, ' ').trim())
    .pipe(
      z
        .string()
        .min(1, 'Write the words to look for.')
        .max(200, 'At most 200 characters.')
        .refine(
          (text) => literalWeight(text) >= LEAST_WEIGHT,
          'Beside # @ and *, it needs at least two characters of its own.',
        ),
    ),
  verdict: z.enum(literalVerdicts, 'Choose what it says of the answer.'),
  language: z.string().refine((code) => ruleLanguages.includes(code), 'Choose one of the languages.'),
};
const ruleId = z.int().positive().max(2_147_483_647);

/** One change of the rules by which answers are judged; `shown` is the literal as it was before it was edited. */
export const ruleChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('create'), ...literalFields }),
  z.object({ kind: z.literal('update'), id: ruleId, ...literalFields, shown: z.object(literalFields) }),
  z.object({ kind: z.literal('enable'), id: ruleId, enabled: z.boolean() }),
  z.object({ kind: z.literal('delete'), id: ruleId }),
  z.object({
    kind: z.literal('switch'),
    builtIn: z.string().refine((id) => builtInRules.some((rule) => rule.id === id), 'There is no such rule.'),
    enabled: z.boolean(),
  }),
]);
export type RuleChange = z.infer<typeof ruleChangeSchema>;

/** The rules as they would be after the change; its version is the next one. */
export function changeRules(rules: RuleSet, change: RuleChange): RuleSet {
  const { literals, off } = rules;
  const version = rules.version + 1;
  switch (change.kind) {
    case 'create': {
      const { pattern, verdict, language } = change;
      const id = Math.max(0, ...literals.map((literal) => literal.id)) + 1;
      return { version, off, literals: [...literals, { id, pattern, verdict, language, enabled: true }] };
    }
    case 'update': {
      const { id, pattern, verdict, language } = change;
      const changed = literals.map((one) => (one.id === id ? { ...one, pattern, verdict, language } : one));
      return { version, off, literals: changed };
    }
    case 'enable': {
      const { id, enabled } = change;
      return { version, off, literals: literals.map((one) => (one.id === id ? { ...one, enabled } : one)) };
    }
    case 'delete':
      return { version, off, literals: literals.filter(({ id }) => id !== change.id) };
    case 'switch': {
      const others = off.filter((id) => id !== change.builtIn);
      return { version, off: change.enabled ? others : [...others, change.builtIn], literals };
    }
  }
}

/** Whether two literals look for the same, as answers are compared with them. */
export function isSamePattern(one: string, other: string): boolean {
  return foldText(one) === foldText(other);
}
