import { expect, test } from 'vitest';
import { judgeBehaviour } from './behaviour.ts';
import { effectiveState, type Testimony } from './effective.ts';

const silence: Testimony = {
  human: null,
  sentinel: null,
  reported: null,
  reportedExplicitly: false,
  phrases: null,
  behaviour: null,
  evaluated: true,
};
const said = (more: Partial<Testimony>) => effectiveState({ ...silence, ...more });

test('each goes before those below it', () => {
  const all: Partial<Testimony> = { human: 'partial', sentinel: '[no-context]', reported: 1, reportedExplicitly: true };
  expect(said(all)).toBe('partial');
  expect(said({ ...all, human: null })).toBe('unanswered');
  expect(said({ reported: 1, reportedExplicitly: true, phrases: 'unanswered' })).toBe('answered');
  expect(said({ reported: 1, phrases: 'unanswered', behaviour: 'unanswered' })).toBe('unanswered');
  expect(said({ reported: 1, behaviour: 'unanswered' })).toBe('answered');
  expect(said({ reported: 0 })).toBe('unanswered');
  expect(said({ behaviour: 'unanswered' })).toBe('unanswered');
  expect(said({ reportedExplicitly: true, phrases: 'partial' })).toBe('partial');
});

test('nobody speaks: answered once looked at, unknown before', () => {
  expect(said({})).toBe('answered');
  expect(said({ evaluated: false })).toBe('unknown');
  expect(said({ evaluated: false, reported: 1 })).toBe('answered');
});

const minute = 60_000;
const asked = (id: string, at: number, question: string) => ({ id, at: at * minute, question });

test('asked again within ten minutes: the earlier turn failed, and the later one proves it', () => {
  const found = judgeBehaviour([
    asked('3', 4, 'How can I unblock my debit card??'),
    asked('1', 0, 'how do i unblock my debit card'),
    asked('2', 1, 'What is the weather'),
    asked('4', 5, 'HOW CAN I UNBLOCK my debit card'),
    asked('5', 16, 'how can i unblock my debit card'),
  ]);
  expect([...found]).toEqual([
    ['1', { rule: 'rephrased', turn: '3' }],
    ['3', { rule: 'repeated', turn: '4' }],
  ]);
});

test('greetings, thanks and another question on the same subject complain of nothing', () => {
  const thread = ['hello', 'Hello!', 'thanks', 'thank you', 'fee of the gold card', 'limit of the gold card'];
  expect(judgeBehaviour(thread.map((text, place) => asked(String(place + 1), place, text))).size).toBe(0);
});
