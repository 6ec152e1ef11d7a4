import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasText, parseQuery } from './query.ts';

const nothing = { words: [], phrases: [], prefixes: [], substrings: [], excluded: [], problems: [] };

describe('parseQuery', () => {
  it('reads words, phrases, beginnings, substrings and exclusions', () => {
    expect(parseQuery('atm card "not return" transf* *2231* -fees -"daily limit"')).toEqual({
      ...nothing,
      words: ['atm', 'card'],
      phrases: ['not return'],
      prefixes: ['transf'],
      substrings: ['2231'],
      excluded: ['fees', 'daily limit'],
    });
  });

  it('takes a quote that is still open as a phrase', () => {
    expect(parseQuery('"my card')).toEqual({ ...nothing, phrases: ['my card'] });
  });

  it('leaves out what holds no letter and no digit', () => {
    expect(parseQuery('? -- "…" card !')).toEqual({ ...nothing, words: ['card'] });
  });

  it('says that a substring is too short', () => {
    const parsed = parseQuery('*ab*');
    expect(parsed.substrings).toEqual([]);
    expect(parsed.problems[0]).toContain('too short');
    expect(hasText(parsed)).toBe(false);
  });

  it('takes quotation marks of any form', () => {
    expect(parseQuery('“not return” -«daily limit» „my card').phrases).toEqual(['not return', 'my card']);
    expect(parseQuery('“not return” -«daily limit»').excluded).toEqual(['daily limit']);
  });

  it('says where a star may stand, and leaves out what it cannot look for', () => {
    for (const text of ['foo*bar', '*a*bc*', 'a*', '-transf*', '-*frag*']) {
      const parsed = parseQuery(`${text} card`);
      expect({ ...parsed, problems: [] }, text).toEqual({ ...nothing, words: ['card'] });
      expect(parsed.problems, text).toHaveLength(1);
    }
    expect(parseQuery('**2231** tr**')).toEqual({ ...nothing, substrings: ['2231'], prefixes: ['tr'] });
  });

  it('takes one letter of a script without spaces for a beginning', () => {
    expect(parseQuery('信* 用 บ* 信用卡')).toEqual({ ...nothing, words: ['用', '信用卡'], prefixes: ['信', 'บ'] });
  });

  it('says what it left out of too much', () => {
    expect(parseQuery('word '.repeat(40)).words).toHaveLength(16);
    expect(parseQuery('x'.repeat(400)).problems[0]).toContain('256');
  });

  it('never fails, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const parsed = parseQuery(text);
        for (const value of Object.values(parsed).flat()) expect(value.isWellFormed()).toBe(true);
      }),
    );
  });
});
