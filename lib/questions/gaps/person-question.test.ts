import { expect, test } from 'vitest';
import { personQuery } from './person-question.ts';

test.each([
  ['Who is the head of retail banking?', 'head retail banking'],
  ['What is the phone number of the Gulshan branch manager', 'gulshan branch manager'],
  ['Wer ist Frau Müller?', 'frau müller'],
  ['Which number do I call for lost cards?', 'lost cards'],
  ['What is the hotline number?', 'hotline'],
  ['Is there a helpline?', 'helpline'],
  ['কার্ড বিভাগের ফোন নম্বর', 'কার্ড বিভাগের'],
])('%s looks for %s', (question, query) => {
  expect(personQuery(question)).toBe(query);
});

test.each(['Where is my card?', 'How long does a transfer take?', 'Whose?', ''])('%s looks for nobody', (question) => {
  expect(personQuery(question)).toBeNull();
});
