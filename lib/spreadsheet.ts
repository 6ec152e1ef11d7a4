const risky = beginningOfFormula('');
const quoted = beginningOfFormula("'");

/**
 * A cell that no spreadsheet runs: a quote goes before what would begin a formula, also in the middle of the cell. Numbers
 * that begin with + get one too, since a spreadsheet would add them up or drop the plus.
 */
export function spreadsheetSafe(cell: string): string {
  return cell.replace(risky, "'");
}

/** Takes back what `spreadsheetSafe` added, so that an export read in again is what it was: for every text, the two cancel out. */
export function spreadsheetUnquote(cell: string): string {
  return cell.replace(quoted, '');
}

/**
 * Finds `mark` where a sign that spreadsheets take for a formula follows (OWASP ASVS 5.0, 1.2.10; full-width forms included):
 * at the beginning of a cell, and after `;`, tab and line breaks, where a spreadsheet splits it whose list separator is `;`.
 * Quotes may stand between: CSV gives them a meaning of its own there. The items of a list in an answer (`- by post`) stay as
 * they are: what neither calls a function nor another program computes nothing.
 */
function beginningOfFormula(mark: string): RegExp {
  const signs = '=+\\-@\\0＝＋－＠';
  const first = `^${mark}(?=['"]*[${signs}\\t\\r])`;
  const afterSeparator = `(?<=[;\\t])${mark}(?=['"]*[${signs}])`;
  const listItem = '[+\\-] (?![^;\\t\\r\\n]*(?:\\||[\\p{L}\\p{N}._]\\())';
  const afterLineBreak = `(?<=[\\r\\n])${mark}(?=['"]*[${signs}])(?!${listItem})`;
  return new RegExp(`${first}|${afterSeparator}|${afterLineBreak}`, 'gu');
}
