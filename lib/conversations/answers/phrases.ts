import type { TurnState } from '#lib/measures/turn-filter.ts';
import { builtInRules } from './built-in.ts';
import { clausesOf, isAside, isSubstance } from './clauses.ts';
import { foldText } from './fold.ts';
import { holdsLiteral, type Literal, literalWeight } from './literal.ts';

/** The rules in force: those that come with the product but for the ones switched off, and the admin's literals. */
export type RuleSet = { version: number; off: readonly string[]; literals: readonly Literal[] };
export type PhraseVerdict = { state: Exclude<TurnState, 'unknown'>; rule: string };

export const builtInOnly: RuleSet = { version: 1, off: [], literals: [] };

/** So much said before a refusal makes it a remark inside a helpful answer, no failure. */
const HELPFUL_CLAUSES = 2;
const HELPFUL_CHARACTERS = 160;
const LITERAL_LOOKS_AT = 20_000;

/**
 * What the words of an answer say of it; null when no rule speaks. An admin's literal goes first, the one with most
 * characters of its own before the others. Then the first refusal counts: nothing told beside it is unanswered, something
 * told before or after is partial, much told before is none. An empty answer is unanswered.
 */
export function judgePhrases(answer: string, rules: RuleSet): PhraseVerdict | null {
  if (!/[\p{L}\p{N}]/u.test(answer)) return { state: 'unanswered', rule: 'empty' };
  return judgeLiterals(answer, rules.literals) ?? judgeRefusal(answer, rules.off);
}

function judgeLiterals(answer: string, literals: readonly Literal[]): PhraseVerdict | null {
  const inForce = literals.filter(({ enabled }) => enabled);
  if (inForce.length === 0) return null;
  const folded = foldText(answer.slice(0, LITERAL_LOOKS_AT));
  const [strongest] = inForce
    .filter(({ pattern }) => holdsLiteral(folded, pattern))
    .toSorted((one, other) => literalWeight(other.pattern) - literalWeight(one.pattern) || one.id - other.id);
  return strongest === undefined ? null : { state: strongest.verdict, rule: `own.${strongest.id}` };
}

function judgeRefusal(answer: string, off: readonly string[]): PhraseVerdict | null {
  const clauses = clausesOf(answer);
  const inForce = builtInRules.filter(({ id }) => !off.includes(id));
  const ruleOf = (clause: string) =>
    isAside(clause) ? undefined : inForce.find(({ pattern }) => pattern.test(clause));
  const at = clauses.findIndex((clause) => ruleOf(clause) !== undefined);
  const rule = ruleOf(clauses[at] ?? '');
  if (rule === undefined) return null;
  const before = clauses.slice(0, at).filter(isSubstance);
  if (before.length >= HELPFUL_CLAUSES || before.join(' ').length >= HELPFUL_CHARACTERS) return null;
  const after = clauses.slice(at + 1).filter((clause) => isSubstance(clause) && ruleOf(clause) === undefined);
  return { state: before.length + after.length > 0 ? 'partial' : 'unanswered', rule: rule.id };
}
