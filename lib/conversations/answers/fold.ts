const apostrophes = /[‘’‛ʼʹ′`´＇]/gu;
const doubleQuotes = /[“”„‟«»＂]/gu;
const invisible = /[\u{ad}\u{200b}-\u{200f}\u{2060}\u{feff}]/gu;

/** A text as rules compare it: NFKC, lower case, one kind of quote, white space as single spaces, without invisible marks. */
export function foldText(text: string): string {
  return straighten(text).replaceAll(/\s+/gu, ' ').trim();
}

/** The same with its line breaks, which separate sentences. */
export function foldLines(text: string): string {
  return straighten(text)
    .replaceAll(/[^\S\n]+/gu, ' ')
    .trim();
}

function straighten(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(invisible, '')
    .replaceAll(apostrophes, "'")
    .replaceAll(doubleQuotes, '"')
    .toLowerCase();
}

const contractions: readonly [RegExp, string][] = [
  [/\b(?:can ?'?t|cannot)\b/gu, 'can not'],
  [/\bwon'?t\b/gu, 'will not'],
  [/\b(do|does|did|could|would|should|is|are|was|were|has|have|had)n'?t\b/gu, '$1 not'],
  [/\bi'?m\b/gu, 'i am'],
  [/\b(i|we|you|they)'ve\b/gu, '$1 have'],
  [/\b(we|you|they)'re\b/gu, '$1 are'],
  [/\b(i|we|you|it|that)'ll\b/gu, '$1 will'],
  [/\b(there|that|it|here|this|what)'s\b/gu, '$1 is'],
];

/** English contractions written out, also those typed without their apostrophe: "couldn't" is "could not". */
export function expandContractions(folded: string): string {
  return contractions.reduce((text, [short, long]) => text.replaceAll(short, long), folded);
}
