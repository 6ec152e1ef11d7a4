/** What in a text may name an entry of the phonebook, in the order it is said. */
export type Mention = { kind: 'email' | 'number' | 'name'; text: string };

const email = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const number = /\+?\(?\d[\d\s().\-/]{5,}\d/gu;
/** A capitalised word, or an initial or title with its point: a point after a longer word ends the sentence. */
const WORD = String.raw`\p{Lu}(?:\p{L}{0,2}\.|[\p{L}\p{M}'’-]*)`;
const PARTICLES = '(?:(?:van|von|de|der|den|da|di|du|la|le|al|bin|ibn|el) ){0,2}';
/** Two to four of them. A name is not told from a headline, so the phonebook decides. */
const name = new RegExp(`${WORD}(?: ${PARTICLES}${WORD}){1,3}`, 'gu');

const LONGEST_READ = 5_000;

/** Finds what may name somebody in the first 5,000 characters: e-mail addresses, numbers of seven digits and more, names in scripts that have capitals. */
export function mentionsOf(text: string): Mention[] {
  const read = text.slice(0, LONGEST_READ);
  const all = (kind: Mention['kind'], pattern: RegExp) =>
    [...read.matchAll(pattern)].map((match) => ({ kind, text: match[0].trim(), at: match.index }));
  const numbers = all('number', number).filter((mention) => mention.text.replace(/\D/gu, '').length >= 7);
  const found = [...all('email', email), ...numbers, ...all('name', name)].toSorted((one, other) => one.at - other.at);
  const seen = new Set<string>();
  return found.flatMap(({ kind, text: said }) => {
    if (seen.has(said)) return [];
    seen.add(said);
    return [{ kind, text: said }];
  });
}
