import { expect, test } from 'vitest';
import { maskRules } from '#lib/privacy/mask.ts';
import { maskedWording } from './masked-wording.ts';

const rules = maskRules();

test('masks the wording, and an address that lost its dots with its turn', () => {
  expect(maskedWording('Is ada@example.org right?', 'is ada@exampleorg right', rules)).toBe('Is [e-mail] right?');
  expect(maskedWording(null, 'is ada@exampleorg right', rules)).toBe('is [e-mail] right');
});

test('of a text that was cut where it was read, what lies at the cut is not shown', () => {
  const long = (text: string) => `${'where '.repeat(400)}${text}`.slice(-2_000);
  expect(maskedWording(long('is ada.love'), '', rules)).not.toContain('ada');
  expect(maskedWording(null, long('call 0044 20 79'), rules)).not.toContain('44');
});
