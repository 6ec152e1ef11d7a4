import { expect, it } from 'vitest';
import { normalizeQuestion } from '#lib/questions/normalize.ts';
import vectors from '#test/fixtures/questions/normalized.json' with { type: 'json' };

it.each(vectors)('%j is %j', (question, normalized) => {
  expect(normalizeQuestion(question ?? '')).toBe(normalized);
});

it('reads the first 2,000 characters and tears none', () => {
  expect(normalizeQuestion('😀'.repeat(2_001))).toBe('😀'.repeat(2_000));
});
