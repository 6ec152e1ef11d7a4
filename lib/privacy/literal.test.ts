import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldUnits, HOLE } from '#lib/privacy/folded.ts';
import { findLiteral, type Literal, readLiteral } from '#lib/privacy/literal.ts';

function literal(pattern: string): Literal {
  const read = readLiteral(pattern);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

const found = (pattern: string, text: string) =>
  findLiteral(literal(pattern), foldUnits(text)).map(({ start, end }) => text.slice(start, end));

describe('a pattern', () => {
  it('takes digits, letters and anything within a word', () => {
    expect(found('EMP-####', 'emp-0042 and EMP-12345 and emp-০০৭৭')).toEqual(['emp-0042', 'emp-০০৭৭']);
    expect(found('@@-###', 'ab-123, a1-123, éß-999')).toEqual(['ab-123', 'éß-999']);
    expect(found('staff/*', 'see staff/rahim.k now, staff/ too')).toEqual(['staff/rahim.k', 'staff/']);
    expect(found('*@corp', 'k@corp ab@corp')).toEqual([]);
    expect(found('*-internal', 'x y-z-internal')).toEqual(['y-z-internal']);
    expect(found('acc*99', 'acc1199 acc12399 accident')).toEqual(['acc1199', 'acc12399']);
  });

  it('takes white space of any length, and any form of quotation marks', () => {
    expect(found("don't know", 'I don’t \n know')).toEqual(['don’t \n know']);
    expect(found('ref ####', 'ref  1234 ref 12345')).toEqual(['ref  1234']);
  });

  it('neither begins nor ends within a word or number', () => {
    expect(found('########', '1234567890 12345678 a12345678 12345678b ১২৩৪৫৬৭৮এর')).toEqual(['12345678', '১২৩৪৫৬৭৮']);
    expect(found('secret', 'secrets secret')).toEqual(['secret']);
  });

  it('never reaches across what is masked', () => {
    expect(findLiteral(literal('ab*cd'), `ab${HOLE}cd`)).toEqual([]);
    expect(findLiteral(literal('ab cd'), `ab ${HOLE} cd`)).toEqual([]);
  });

  it('is refused when it would match almost anything', () => {
    for (const pattern of ['', '***', '*a*', ' # # ', 'x'.repeat(201)])
      expect(typeof readLiteral(pattern)).toBe('string');
    expect(typeof readLiteral('x'.repeat(200))).toBe('object');
  });
});

/** The same by the most patient way: every start, every end, every way to spend a star. */
function foundSlowly({ places, gaps }: Literal, text: string): string[] {
  const word = (unit: string) => /[a-z0-9]/.test(unit);
  const edge = (at: number) => !(word(text.charAt(at - 1)) && word(text.charAt(at)));
  const classes: Record<string, RegExp> = { '#': /\d/, '@': /[a-z]/ };
  const takes = (place = '', unit = '') => classes[place]?.test(unit) ?? place === unit;
  const matches = (state: number, at: number, end: number): boolean => {
    if (at === end) return state === places.length;
    const unit = text.charAt(at);
    if (unit !== ' ' && gaps[state] === true && matches(state, at + 1, end)) return true;
    if (unit === ' ' && places[state - 1] === ' ' && state < places.length && matches(state, at + 1, end)) return true;
    return takes(places[state], unit) && matches(state + 1, at + 1, end);
  };
  const spans: string[] = [];
  for (let at = 0; at < text.length; at++) {
    let end = text.length;
    while (end > at && !(edge(at) && edge(end) && matches(0, at, end))) end -= 1;
    if (end === at) continue;
    spans.push(text.slice(at, end));
    at = end - 1;
  }
  return spans;
}

describe('matching', () => {
  it('finds what trying everything finds', () => {
    const units = (...from: string[]) => fc.string({ unit: fc.constantFrom(...from), minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(units('a', 'b', '#', '@', '*', '-', ' '), units('a', 'b', '1', '-', ' '), (pattern, text) => {
        const read = readLiteral(pattern);
        if (typeof read === 'string') return;
        expect(findLiteral(read, text).map(({ start, end }) => text.slice(start, end))).toEqual(
          foundSlowly(read, text),
        );
      }),
      { numRuns: 4_000 },
    );
  });

  it('holds for patterns of more places than a number has bits', () => {
    const long = `${'ab-'.repeat(30)}#*`;
    const text = `x ${'ab-'.repeat(30)}7z ${'ab-'.repeat(29)}7`;
    expect(found(long, text)).toEqual([`${'ab-'.repeat(30)}7z`]);
  });
});
