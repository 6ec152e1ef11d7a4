// What a spreadsheet takes for a formula when a cell begins with it (OWASP ASVS 5.0, 1.2.10), full-width forms included.
const RISKY = /^'*[=+\-@\t\r\0＝＋－＠]/u;

/**
 * A cell that no spreadsheet runs: a quote goes before what would begin a formula. Numbers that begin with + get one
 * too, since a spreadsheet would add them up or drop the plus.
 */
export function spreadsheetSafe(cell: string): string {
  return RISKY.test(cell) ? `'${cell}` : cell;
}

/** Takes back what `spreadsheetSafe` added, so that an export read in again is what it was: for every text, the two cancel out. */
export function spreadsheetUnquote(cell: string): string {
  return cell.startsWith("'") && RISKY.test(cell.slice(1)) ? cell.slice(1) : cell;
}
