import { describe, expect, test } from 'vitest';
import { fitNumbers } from './number-fit.ts';

const fitOf = (said: string, digits: string) => fitNumbers([said], [{ field: 'mobile', digits }]);

describe('digits said and a number', () => {
  test.each([
    ['2177821035', '2177821035', 'whole'],
    ['12177821035', '2177821035', 'same'],
    ['8801712345678', '01712345678', 'same'],
    ['7821035', '2177821035', 'ends'],
    ['1035', '2177821035', 'ends'],
    ['2177', '2177821035', 'starts'],
    ['7782', '2177821035', 'within'],
    ['417', '417', 'whole'],
  ])('%s in %s: %s', (said, digits, how) => {
    expect(fitOf(said, digits)?.how).toBe(how);
  });

  test('other digits do not fit, however long the shared end of two long numbers', () => {
    expect(fitOf('9999', '2177821035')).toBeNull();
    expect(fitOf('99999999999999997821035', '2177821035')).toBeNull();
  });

  test('more digits say more, the end more than the middle', () => {
    const scores = ['2177821035', '7821035', '21035', '1035', '7782'].map(
      (said) => fitOf(said, '2177821035')?.score ?? 0,
    );
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  test('of several numbers the best one tells', () => {
    const numbers = [
      { field: 'telephone', digits: '10355550000' },
      { field: 'pabx', digits: '1035' },
    ];
    expect(fitNumbers(['1035'], numbers)).toMatchObject({ field: 'pabx', how: 'whole' });
  });
});
