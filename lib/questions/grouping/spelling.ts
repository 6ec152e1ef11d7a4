/** How much more often the word that is meant must occur. */
const TIMES = 8;
const SHORTEST = 4;
const word = /\p{L}[\p{L}\p{M}]*/gu;

/** The word that is meant for each that is taken for a typing mistake, in lower case. */
export type Spelling = ReadonlyMap<string, string>;

/**
 * Typing mistakes by the corpus's own words: a word of four letters or more that is one edit (a letter more, less, other,
 * or two swapped) from another with the same first letter that occurs at least 8 times as often. Of several the most frequent.
 */
export function spellingOf(texts: Iterable<{ text: string; times: number }>): Spelling {
  const counts = new Map<string, number>();
  for (const { text, times } of texts)
    for (const [found] of text.toLowerCase().matchAll(word))
      if (found.length >= SHORTEST) counts.set(found, (counts.get(found) ?? 0) + times);
  const shortened = new Map<string, string[]>();
  for (const known of counts.keys())
    for (const key of keysOf(known)) shortened.set(key, [...(shortened.get(key) ?? []), known]);
  const spelling = new Map<string, string>();
  for (const [rare, count] of counts) {
    const meant = keysOf(rare)
      .flatMap((key) => shortened.get(key) ?? [])
      .filter((known) => known[0] === rare[0] && (counts.get(known) ?? 0) >= TIMES * count && oneEdit(rare, known))
      .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1))[0];
    if (meant !== undefined) spelling.set(rare, meant);
  }
  return spelling;
}

/** The text with each mistaken word written as it is meant, in lower case; all else stays. */
export function repair(text: string, spelling: Spelling): string {
  return text.replace(word, (found) => spelling.get(found.toLowerCase()) ?? found);
}

/** The word, and the word without each of its letters: two words one edit apart share one of these. */
function keysOf(known: string): string[] {
  return [known, ...Array.from(known, (_, at) => known.slice(0, at) + known.slice(at + 1))];
}

function oneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  if (a.length > b.length) return restA.slice(1) === restB;
  if (a.length < b.length) return restA === restB.slice(1);
  const swapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return restA.slice(1) === restB.slice(1) || swapped;
}
