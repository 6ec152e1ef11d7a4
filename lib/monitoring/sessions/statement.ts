const LONGEST = 300;

/** Strings, dollar quotes, comments, numbers; `$1` and quoted names are kept. An end that was cut off counts as one. */
const pieces =
  /\$\d+|"(?:[^"]|"")*(?:"|$)|\be'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|'(?:[^']|'')*(?:'|$)|\$([a-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\b\d[\w.]*/gi;

/** A statement without its values and comments, white space folded, at most 300 characters: what may be kept and shown. Well-formed, as Postgres takes no half of a character. */
export function withoutValues(statement: string): string {
  const blank = statement
    .replace(pieces, (piece) => {
      if (piece.startsWith('"') || /^\$\d/.test(piece)) return piece;
      if (piece.startsWith('--') || piece.startsWith('/*')) return ' ';
      return /^\d/.test(piece) ? '…' : "'…'";
    })
    .replaceAll(/\s+/g, ' ')
    .trim();
  return blank.length > LONGEST ? `${blank.slice(0, LONGEST - 1).toWellFormed()}…` : blank;
}

const twoWords = /^(?:alter|create|drop|reindex|lock|refresh|truncate|comment)$/i;
const oneWord =
  /^(?:select|insert|update|delete|merge|with|vacuum|analyze|copy|cluster|begin|commit|rollback|declare|fetch|call|do|execute|set|show|explain|values|table|grant|revoke|prepare|deallocate|discard|checkpoint|notify|listen|savepoint|release|start|end|abort)$/i;

/** What a statement does, by its first words and nothing more: `ALTER TABLE`, `SELECT`. */
export function commandOf(statement: string | null): string {
  const [first = '', second = ''] = (statement ?? '').trim().split(/[\s(;]+/, 2);
  if (twoWords.test(first) && /^[a-z]+$/i.test(second)) return `${first} ${second}`.toUpperCase();
  return oneWord.test(first) ? first.toUpperCase() : 'a statement';
}

/** Whether it is upkeep, which may well take long: vacuum, index builds, dumps. */
export function isUpkeep(statement: string | null): boolean {
  return /^\s*(?:vacuum|analyze|cluster|reindex|refresh|copy|create (?:unique )?index|autovacuum|fetch)\b/i.test(
    statement ?? '',
  );
}
