import 'server-only';
import type { Hit, Reason } from '#lib/phonebook/contact.ts';
import { numberFields } from '#lib/phonebook/fields.ts';
import { foldedWords } from '#lib/phonebook/marks.ts';

/** A hit whose reasons name the word of the entry that they found. */
export function withWords(hit: Hit): Hit {
  return { ...hit, why: hit.why.map((reason) => withWord(hit, reason)) };
}

function withWord(hit: Hit, { field, reason }: Reason): Reason {
  const said = reason.split(' ').at(-1) ?? '';
  if (numberFields.some((name) => name === field)) return { field, reason, word: said };
  const text = Object.entries(hit).find(([name]) => name === field)?.[1];
  const word = foldedWords(String(text ?? '')).find((one) => one.startsWith(said));
  if (word === undefined || !/^(name|starts|designation|department|division) /.test(reason)) return { field, reason };
  return { field, reason, word, ...(word === said ? {} : { letters: [...said].length }) };
}
