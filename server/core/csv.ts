import 'server-only';
import { stringify } from 'csv-stringify/sync';
import { spreadsheetSafe } from '#lib/spreadsheet.ts';

/** Opens a file of CSV: by it spreadsheets know UTF-8. */
export const UTF8_MARK = '\uFEFF';

/** Lines of CSV (RFC 4180), each with its end: nothing for null, numbers plain, and no text in which a formula begins. */
export function csvLines(rows: readonly (readonly (string | number | null)[])[]): string {
  return stringify([...rows], {
    cast: { string: spreadsheetSafe },
    record_delimiter: 'windows',
    // A lone line break in a cell is no record delimiter to the library, and is one to every reader.
    quoted_match: /[\r\n]|^\s|\s$/,
  });
}
