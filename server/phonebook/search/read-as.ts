import type { ReadAs } from '#lib/phonebook/contact.ts';
import type { Query } from './read-query.ts';
import { isOptional, type Token } from './token.ts';

const MOST_NAMES = 3;
const WHOLE_NUMBER = 7;

/** How each word of a query was read, once, in the order typed, for the line under the box. Words of a question are left out. */
export function readAs(query: Query): ReadAs[] {
  const seen = new Set<string>();
  return allRead(query).filter(({ word, as }) => !seen.has(`${word} ${as}`) && seen.add(`${word} ${as}`));
}

function allRead({ whole, email, readings, numbers, extensions }: Query): ReadAs[] {
  if (email !== null) return [{ word: whole, as: 'an e-mail address' }];
  const words = (readings[0] ?? []).filter((token) => token.kind === 'title' || !isOptional(token));
  const said = words.map((token) => ({ word: token.text, as: inWords(token) }));
  if (numbers[0] !== undefined)
    said.push({
      word: numbers[0],
      as: numbers[0].length < WHOLE_NUMBER ? 'part of a number or an extension' : 'a number',
    });
  for (const digits of extensions) said.push({ word: digits, as: 'an extension' });
  return said;
}

function inWords(token: Token): string {
  switch (token.kind) {
    case 'title':
      return 'a title';
    case 'letter':
      return 'an initial';
    case 'digits':
      return 'part of a role or unit';
    case 'muhammad':
      return 'any spelling of Muhammad';
    default:
      return wordInWords(token);
  }
}

function wordInWords({ text, inNames, inRoles, meant, near, alike, last }: Token): string {
  const others = [...meant.keys()].slice(0, MOST_NAMES);
  if (others.length > 0) return [text, ...others].map(capital).join(', ');
  if (inNames && inRoles) return 'a name, or a role or unit';
  if (inNames) return 'a name';
  if (inRoles) return 'a role or unit';
  if (near.length + alike.size > 0) return 'a name, close or by sound';
  return last ? 'the beginning of a word' : 'a word nobody bears';
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
