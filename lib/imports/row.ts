import {
  composesFullName,
  entryKinds,
  fieldLabels,
  type ImportField,
  type Mapping,
  type StoredField,
  storedFields,
} from '#lib/imports/fields.ts';
import { type MendRule, mendCell } from '#lib/imports/mend.ts';
import { spreadsheetUnquote } from '#lib/spreadsheet.ts';

const CELL_LIMIT = 1000;
const NOTES_LIMIT = 10_000;

export type RowProblem = { column: string | null; message: string; value: string | null };

export type ReadRow = {
  /** Mended values, empty cells left out. */
  values: Partial<Record<StoredField, string>>;
  /** Cells that were mended, as typed, without the export's quote: equal to what an entry holds, they change nothing. */
  typed: Partial<Record<StoredField, string>>;
  mended: MendRule[];
  /** Errors: the row is rejected as a whole. */
  problems: RowProblem[];
  /** What a person should look at; the cell is kept as typed. */
  remarks: RowProblem[];
};

/** Reads one row of a file by its mapping. A row with problems is rejected as a whole. */
export function readRow(cells: readonly string[], header: readonly string[], mapping: Mapping): ReadRow {
  const row: ReadRow = { values: {}, typed: {}, mended: [], problems: [], remarks: [] };
  const parts: Partial<Record<ImportField, string>> = {};
  mapping.forEach((field, index) => {
    const cell = cells[index] ?? '';
    if (field === null || cell === '') return;
    const { value, rules } = mendCell(field, cell);
    row.mended.push(...rules);
    if (isStored(field) && rules.length > 0) row.typed[field] = cellAsTyped(cell);
    if (value === '') return;
    parts[field] = value;
    const place = { column: header[index] ?? null, value: value.slice(0, 200).toWellFormed() };
    const fault = faultOf(field, value);
    if (fault !== null) row.problems.push({ ...place, message: fault });
    const remark = remarkOn(field, value);
    if (remark !== null) row.remarks.push({ ...place, message: remark });
  });
  for (const field of storedFields) if (parts[field] !== undefined) row.values[field] = parts[field];
  if (row.values.kind !== undefined) row.values.kind = row.values.kind.toLowerCase();
  if (row.values.full_name === undefined) {
    const composed = composeFullName(parts);
    if (composed !== '') row.values.full_name = composed;
  }
  row.problems.push(...raggedness(cells, header), ...namelessness(row, mapping));
  return row;
}

/** First, middle and last name and suffix, each once, with single spaces. */
export function composeFullName(parts: Partial<Record<ImportField, string>>): string {
  return [parts.first_name, parts.middle_name, parts.last_name, parts.suffix].filter(Boolean).join(' ');
}

/** Whether a text is an address, or several with a comma, semicolon or space between. Lenient: only what cannot be one is refused. */
export function isAddress(text: string): boolean {
  return text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .every((part) => /^[^@]+@[^@]+$/.test(part));
}

function faultOf(field: ImportField, value: string): string | null {
  const limit = field === 'notes' ? NOTES_LIMIT : CELL_LIMIT;
  if (value.length > limit) return `${fieldLabels[field]} has ${value.length} signs; ${limit} fit.`;
  if (field === 'kind' && !entryKinds.some((kind) => kind === value.toLowerCase()))
    return 'A kind is person, service or room.';
  return null;
}

function remarkOn(field: ImportField, value: string): string | null {
  if ((field !== 'email' && field !== 'group_email') || isAddress(value)) return null;
  return 'This is not an e-mail address. It is kept as typed.';
}

function raggedness(cells: readonly string[], header: readonly string[]): RowProblem[] {
  const surplus = cells.slice(header.length).some((cell) => cell.trim() !== '');
  if (cells.length >= header.length && !surplus) return [];
  const message = `The row has ${cells.length} cells, the header ${header.length}.`;
  return [{ column: null, message, value: null }];
}

function namelessness(row: ReadRow, mapping: Mapping): RowProblem[] {
  const named = mapping.includes('full_name') || composesFullName(mapping);
  if (!named || row.values.full_name !== undefined) return [];
  return [{ column: null, message: 'The row has no name, and no parts to compose one from.', value: null }];
}

function cellAsTyped(cell: string): string {
  return spreadsheetUnquote(cell.replaceAll('\0', ''));
}

function isStored(field: ImportField): field is StoredField {
  return storedFields.some((one) => one === field);
}
