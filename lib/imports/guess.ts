import { type ImportField, importFields, type Mapping } from '#lib/imports/fields.ts';
import { synonyms } from '#lib/imports/synonyms.ts';

/** Lower case, without accents, every run of other signs one space, camelCase taken apart: `E-Mail` → `e mail`. */
export function foldHeader(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * The likely field of each column: the best-known name wins a field, each field is given once, and a column full of
 * addresses is the e-mail when no name said so.
 * @param samples the first rows of the file
 */
export function guessMapping(header: readonly string[], samples: readonly (readonly string[])[]): Mapping {
  const claims = header.flatMap((name, column) => claimsOf(name, column));
  claims.sort((a, b) => a.rank - b.rank || a.column - b.column);
  const guess: (ImportField | null)[] = header.map(() => null);
  for (const { column, field } of claims) {
    if (guess[column] === null && !guess.includes(field)) guess[column] = field;
  }
  if (!guess.includes('email')) {
    const column = header.findIndex((_, index) => guess[index] === null && holdsAddresses(samples, index));
    if (column >= 0) guess[column] = 'email';
  }
  return guess;
}

type Claim = { column: number; field: ImportField; rank: number };

function claimsOf(name: string, column: number): Claim[] {
  const folded = foldHeader(name);
  const joined = folded.replaceAll(' ', '');
  return importFields.flatMap((field) => {
    const rank = synonyms[field].findIndex((one) => one === folded || one.replaceAll(' ', '') === joined);
    return rank < 0 ? [] : [{ column, field, rank }];
  });
}

function holdsAddresses(samples: readonly (readonly string[])[], column: number): boolean {
  const cells = samples.map((row) => row[column] ?? '').filter((cell) => cell !== '');
  return cells.length > 0 && cells.filter((cell) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell)).length * 2 > cells.length;
}
