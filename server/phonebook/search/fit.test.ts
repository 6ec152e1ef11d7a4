import { describe, expect, test } from 'vitest';
import { fitName, fitRole } from './fit.ts';
import { type ReadWord, tokenOf } from './token.ts';

function token(word: string, more: Partial<ReadWord> = {}) {
  const read = {
    word,
    title: false,
    muhammad: false,
    inNames: false,
    inRoles: false,
    alike: [],
    near: [],
    stems: [],
    cuts: [],
  };
  return tokenOf({ ...read, ...more }, new Set(), true);
}
const score = (typed: ReturnType<typeof token>, word: string) => fitName(typed, word)?.score ?? 0;

describe('a word of a name', () => {
  test('the very word is best, then its beginning, its short form and a slip, then its sound', () => {
    const order = [
      score(token('robert'), 'robert'),
      score(token('rober'), 'robert'),
      score(token('bob'), 'robert'),
      score(token('robret'), 'robert'),
      score(token('rahbart', { alike: ['robert'] }), 'robert'),
      score(token('smith'), 'robert'),
    ];
    expect(order).toEqual(order.toSorted((a, b) => b - a));
    expect(order[0]).toBe(1);
    expect(order.at(-1)).toBe(0);
  });

  test('a slip that can happen at few places is likelier than another letter', () => {
    expect(score(token('smiht'), 'smith')).toBeGreaterThan(score(token('smitj'), 'smith'));
    expect(score(token('smth'), 'smith')).toBeGreaterThan(score(token('smiith'), 'smith'));
  });

  test('what somebody bears is less likely a slip of another name', () => {
    expect(score(token('marc'), 'mary')).toBeGreaterThan(score(token('marc', { inNames: true }), 'mary'));
  });

  test('two slips only count in long words', () => {
    expect(fitName(token('zahnagri'), 'zahangir')?.how).toBe('letters off');
    expect(fitName(token('abdc'), 'badc')?.how).not.toBe('letters off');
  });

  test('an initial answers a name and a name an initial', () => {
    expect(fitName(token('r'), 'robert')).toMatchObject({ how: 'initial' });
    expect(fitName(token('robert'), 'r')).toMatchObject({ how: 'is initial' });
    expect(fitName(token('r'), 'bob')).toBeNull();
  });

  test('digits stand for nothing but themselves', () => {
    expect(fitName(token('3'), '34')).toBeNull();
    expect(fitRole(token('3'), '34')).toBeNull();
    expect(fitRole(token('34'), '34')?.how).toBe('same');
  });
});

describe('a word of a role', () => {
  test('its stem, what means the same, its beginning and a slip answer it', () => {
    expect(fitRole(token('operation', { stems: ['operations'] }), 'operations')?.how).toBe('stem');
    expect(fitRole(token('rep'), 'representative')?.how).toBe('means');
    expect(fitRole(token('oper'), 'operations')?.how).toBe('starts');
    expect(fitRole(token('oprations'), 'operations')?.how).toBe('letter off');
    expect(fitRole(token('cards'), 'treasury')).toBeNull();
  });
});
