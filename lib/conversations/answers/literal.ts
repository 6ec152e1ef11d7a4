import { foldText } from './fold.ts';

/** What an admin's literal says of the answers that hold it. */
export const literalVerdicts = ['unanswered', 'partial', 'answered'] as const;
export type LiteralVerdict = (typeof literalVerdicts)[number];
export type Literal = { id: number; pattern: string; verdict: LiteralVerdict; language: string; enabled: boolean };

/**
 * Whether a folded answer holds a literal somewhere: `#` stands for one digit, `@` for one letter, `*` for anything or
 * nothing, all else for itself. Takes time in proportion to answer × pattern, whatever the pattern is.
 */
export function holdsLiteral(folded: string, pattern: string): boolean {
  const text = [...folded];
  let from = 0;
  for (const piece of literalPieces(pattern)) {
    const at = findPiece(text, piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return true;
}

/** Characters that stand for themselves, of all pieces; a literal without any would hold everywhere. */
export function literalWeight(pattern: string): number {
  return literalPieces(pattern)
    .flat()
    .filter((character) => !/[#@\s]/u.test(character)).length;
}

function literalPieces(pattern: string): string[][] {
  return foldText(pattern)
    .split('*')
    .map((piece) => [...piece])
    .filter((piece) => piece.length > 0);
}

function findPiece(text: readonly string[], piece: readonly string[], from: number): number {
  for (let at = from; at + piece.length <= text.length; at += 1)
    if (piece.every((wanted, offset) => fits(wanted, text[at + offset] ?? ''))) return at;
  return -1;
}

function fits(wanted: string, character: string): boolean {
  if (wanted === '#') return /\p{Nd}/u.test(character);
  if (wanted === '@') return /\p{L}/u.test(character);
  return wanted === character;
}
