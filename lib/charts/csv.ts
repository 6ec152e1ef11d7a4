import type { ChartTable } from '#lib/charts/table.ts';
import { spreadsheetSafe } from '#lib/spreadsheet.ts';

/** The figures of a chart as CSV (RFC 4180, with the mark by which spreadsheets know UTF-8): plain numbers, no word a spreadsheet would run. */
export function tableCsv(table: ChartTable): string {
  const head = table.columns.map((column) => (column.unit ? `${column.label} (${column.unit})` : column.label));
  return `\uFEFF${[head, ...table.rows.map((row) => row.cells)].map(line).join('')}`;
}

function line(cells: readonly (string | number | null)[]): string {
  return `${cells.map(field).join(',')}\r\n`;
}

function field(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = spreadsheetSafe(cell);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
