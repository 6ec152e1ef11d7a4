import { expect, test } from 'vitest';
import { sentWords } from './sent-words.ts';

test.each([
  [{ muted: true, sent: 0, waiting: 0, givenUp: 0 }, 'muted'],
  [{ muted: false, sent: 0, waiting: 0, givenUp: 0 }, 'to nobody'],
  [{ muted: false, sent: 2, waiting: 0, givenUp: 0 }, '2 taken'],
  [{ muted: false, sent: 1, waiting: 1, givenUp: 0 }, '1 taken, 1 waiting'],
  [{ muted: false, sent: 0, waiting: 0, givenUp: 1 }, '0 taken, 1 given up'],
  [{ muted: false, sent: 2, waiting: 1, givenUp: 1 }, '2 taken, 1 waiting, 1 given up'],
])('%j is %s', (counts, words) => {
  expect(sentWords(counts)).toBe(words);
});
