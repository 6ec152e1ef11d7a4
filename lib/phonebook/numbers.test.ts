import { expect, test } from 'vitest';
import { digitsOf, numberError, numberHint, numberVariants, splitNumbers, telHref } from './numbers.ts';

test('digits of other scripts count', () => {
  expect(digitsOf('০১৭-১২ ٣٤')).toBe('0171234');
});

test('a field may hold several numbers', () => {
  expect(splitNumbers('217-782-1035; 773 286 1115 / 12')).toEqual(['217-782-1035', '773 286 1115', '12']);
});

test('only nonsense is an error', () => {
  expect(numberError('ask reception')).toBe('A number needs at least one digit.');
  expect(numberError('1'.repeat(21))).toBe('No number has 21 digits.');
  expect(numberError('773-286-11')).toBeNull();
});

test('a hint says how far a number is off, and where', () => {
  expect(numberHint('773-286-11', 'US')).toBe('Two digits short for a number in the United States.');
  expect(numberHint('773-286-11155', 'US')).toBe('One digit too many for a number in the United States.');
  expect(numberHint('773-286-1115', 'US')).toBeNull();
  expect(numberHint('01712-345678', 'BD')).toBeNull();
});

test('an extension needs no hint', () => {
  expect(numberHint('417', 'US')).toBeNull();
});

test('a number is dialled in its country, an extension as it is', () => {
  expect(telHref('217-782-1035', 'US')).toBe('tel:+12177821035');
  expect(telHref('01712-345678', 'BD')).toBe('tel:+8801712345678');
  expect(telHref('417', 'US')).toBe('tel:417');
  expect(telHref('none', 'US')).toBeNull();
});

test('a number is looked for as typed and without its prefixes', () => {
  expect(numberVariants('+44 20 7946 0000', 'GB')).toEqual(['442079460000', '2079460000']);
  expect(numberVariants('020 7946 0000', 'GB')).toEqual(['02079460000', '2079460000']);
  expect(numberVariants('12', 'GB')).toEqual([]);
});
