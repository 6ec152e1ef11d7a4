import { describe, expect, test } from 'vitest';
import { answerKinds, answersWords, distinctAnswers, type GivenTurn } from './answers.ts';

const turn = (answer: string, id = '1'): GivenTurn => ({
  id,
  at: '2026-03-02T10:00:00.000000Z',
  sessionId: 's',
  state: 'answered',
  question: 'How?',
  answer,
});
const kindsOf = (...answers: string[]) =>
  answerKinds(
    answers.map((answer) => turn(answer)),
    (one, other) => (one[0] === other[0] ? 1 : 0),
  );

test('different answers are told apart by what they say, the commonest first', () => {
  const turns = ['In the post.', 'Ask us', '**ask  us**', 'ASK US!'].map((answer) => turn(answer));
  expect(distinctAnswers(turns).map(([fold, given]) => [fold, given.length])).toEqual([
    ['ask us', 3],
    ['in the post', 1],
  ]);
});

describe('the sentence about them', () => {
  const all = { looked: 2, bounded: false };
  const some = { looked: 2, bounded: true };

  test('speaks of always only where all turns were looked at', () => {
    const same = kindsOf('Ask us', 'Ask us');
    expect(answersWords(same, all)).toBe('The bot always says the same.');
    expect(answersWords(same, some)).toBe('The bot said the same in all of these turns.');
    const near = kindsOf('Ask us', 'Ask them');
    expect(answersWords(near, all)).toBe('The bot says one thing, in 2 wordings.');
    expect(answersWords(near, some)).toBe('The bot said one thing, in 2 wordings.');
    expect(answersWords([], all)).toBe('No turn of this time is left to look at.');
    expect(answersWords([], some)).toBe('No turn was found among the wordings asked last.');
  });

  test('counts different ones', () => {
    expect(answersWords(kindsOf('Ask us', 'Go'), all)).toBe(
      'The bot gave 2 different answers; the commonest in 50 % of turns.',
    );
  });
});
