/** Text that Postgres can hold: no NUL, no lone surrogate. */
export function holdable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** One line without spaces at its ends or doubled within; null when nothing is left. */
export function oneLine(text: string): string | null {
  return holdable(text).replace(/\s+/gu, ' ').trim() || null;
}

/** For comparing names: lower case, without accents, one space between words. */
export function fold(text: string): string {
  return (oneLine(text) ?? '').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
