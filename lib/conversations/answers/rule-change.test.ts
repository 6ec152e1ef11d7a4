import { expect, test } from 'vitest';
import { builtInOnly, judgePhrases } from './phrases.ts';
import { changeRules, ruleChangeSchema } from './rule-change.ts';

const literal = { pattern: 'ask desk ##', verdict: 'unanswered', language: 'en' } as const;

test('a change makes the next rules and leaves the others as they are', () => {
  const added = changeRules(builtInOnly, { kind: 'create', ...literal });
  expect(added).toMatchObject({ version: 2, literals: [{ id: 1, enabled: true, pattern: 'ask desk ##' }] });
  expect(judgePhrases('Ask desk 12.', added)?.state).toBe('unanswered');
  const edited = changeRules(added, { kind: 'update', id: 1, ...literal, verdict: 'partial', shown: literal });
  expect(judgePhrases('Ask desk 12.', edited)?.state).toBe('partial');
  const off = changeRules(edited, { kind: 'enable', id: 1, enabled: false });
  expect(judgePhrases('Ask desk 12.', off)).toBe(null);
  expect(changeRules(off, { kind: 'delete', id: 1 }).literals).toEqual([]);
});

test('a built-in rule goes off once and on again', () => {
  const off = changeRules(builtInOnly, { kind: 'switch', builtIn: 'en.unable', enabled: false });
  expect(changeRules(off, { kind: 'switch', builtIn: 'en.unable', enabled: false }).off).toEqual(['en.unable']);
  expect(changeRules(off, { kind: 'switch', builtIn: 'en.unable', enabled: true }).off).toEqual([]);
});

test('what would hold everywhere, an unknown language and an unknown rule are refused beside their field', () => {
  const refused = (input: object) => ruleChangeSchema.safeParse(input).error?.issues[0]?.path;
  expect(refused({ kind: 'create', ...literal, pattern: '# @ *' })).toEqual(['pattern']);
  expect(refused({ kind: 'create', ...literal, pattern: '  ' })).toEqual(['pattern']);
  expect(refused({ kind: 'create', ...literal, pattern: 'x'.repeat(201) })).toEqual(['pattern']);
  expect(refused({ kind: 'create', ...literal, language: 'tlh' })).toEqual(['language']);
  expect(refused({ kind: 'create', ...literal, verdict: 'unknown' })).toEqual(['verdict']);
  expect(refused({ kind: 'switch', builtIn: 'en.nothing', enabled: true })).toEqual(['builtIn']);
});
