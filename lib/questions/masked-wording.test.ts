import { expect, test } from 'vitest';
import { maskRules } from '#lib/privacy/mask.ts';
import { maskedWording } from './masked-wording.ts';

const rules = maskRules();

test('masks the wording, and an address that lost its dots with its turn', () => {
  expect(maskedWording('Is ada@example.org right?', 'is ada@exampleorg right', rules)).toBe('Is [e-mail] right?');
  expect(maskedWording(null, 'is ada@exampleorg right', rules)).toBe('is [e-mail] right');
});
